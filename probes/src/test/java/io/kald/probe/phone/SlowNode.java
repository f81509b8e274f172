package io.kald.probe.phone;

import io.kald.probe.PhoneDetection;
import io.kald.probe.PhoneDetection.Geometric;
import io.kald.probe.PhoneDetection.Kind;
import io.kald.probe.event.KeepAliveVerdict;
import io.kald.probe.event.PhoneFact;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/**
 * A phone by the rules of live ones and a node that acks its KeepAlives as late as it is told, in
 * milliseconds (-1: never), and then in no time: what passes between them, what the phone reports.
 * Times are nanoseconds since the phone's start.
 */
public final class SlowNode {
  private static final int NEVER = 1_000_000;
  private static final long MILLI = 1_000_000;

  /** A KeepAlive, or a KeepAliveAck. */
  public record Message(long atNanos, boolean ack) {}

  /**
   * What the phone reports of a KeepAlive.
   *
   * @param rttNanos to its KeepAliveAck, or to TCP's acknowledgement
   */
  public record Report(long atNanos, long sentNanos, KeepAliveVerdict verdict, long rttNanos) {}

  private final ScriptedGroup group;
  private final int place;
  private final Iterator<Integer> ackMillis;
  private final List<Message> messages = new ArrayList<>();
  private final List<Report> reports = new ArrayList<>();
  private long lastAckNanos;

  private SlowNode(ScriptedGroup group, int place, List<Integer> ackMillis) {
    this.group = group;
    this.place = place;
    this.ackMillis = ackMillis.iterator();
    group.tap = new Ends();
    group.start();
  }

  private final class Ends implements ScriptedGroup.Tap {
    @Override
    public void passed(int at, boolean ack) {
      if (at == place) {
        messages.add(new Message(nanos(group.now()), ack));
      }
    }

    @Override
    public long ackNanos(int at) {
      if (at != place || !ackMillis.hasNext()) {
        return ScriptedGroup.LATENCY;
      }
      int millis = ackMillis.next();
      if (millis < 0) {
        return -1;
      }
      // TCP delivers acks in the order in which they were sent.
      long now = nanos(group.now());
      lastAckNanos = Math.max(now + millis * MILLI, lastAckNanos + MILLI);
      return lastAckNanos - now;
    }

    @Override
    public void judged(PhoneFact.Exchange told) {
      if (told.node().equals("n" + place)) {
        reports.add(
            new Report(
                nanos(group.now()), nanos(told.sentNanos()), told.verdict(), told.rttNanos()));
      }
    }
  }

  /** The phone is registered with it, and stays so. */
  public static SlowNode registered(List<Integer> ackMillis) {
    PhoneDetection patient = new PhoneDetection(Kind.NORMAL, false, Geometric.DEFAULT, NEVER);
    return new SlowNode(new ScriptedGroup(patient, ScriptedGroup.Node.CUCM), 0, ackMillis);
  }

  /** The phone is registered with another one. */
  public static SlowNode standby(List<Integer> ackMillis) {
    ScriptedGroup group = new ScriptedGroup(ScriptedGroup.Node.CUCM, ScriptedGroup.Node.SKINNY);
    return new SlowNode(group, 1, ackMillis);
  }

  /** Lets so much time pass. */
  public SlowNode run(double seconds) {
    group.advance(seconds);
    return this;
  }

  /** What has passed, in order. */
  public List<Message> messages() {
    return messages;
  }

  /** What the phone has reported, in order. */
  public List<Report> reports() {
    return reports;
  }

  private long nanos(long now) {
    return now - group.origin;
  }
}
