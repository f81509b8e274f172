package io.kald.probe.phone;

import io.kald.sccp.KeepAliveAck;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The KeepAlives of one connection that lack their KeepAliveAck, and whether TCP has delivered
 * them. {@link AckMatcher} knows which of them an ack is for. Pure: time and what the kernel says
 * are arguments.
 */
final class KeepAlives {
  /** How many that were given up may still be answered; a node may never ack on a standby link. */
  private static final int MOST_GIVEN_UP = 8;

  // deps
  private final Baseline baseline;

  private final AckMatcher<SentKeepAlive, KeepAliveAck> acks;

  // state
  private Detection detection;
  private long nextNanos;
  private long dueNanos;
  private boolean judging;

  KeepAlives(Detection detection, Baseline baseline) {
    this.detection = detection;
    this.baseline = baseline;
    this.acks = new AckMatcher<>(baseline);
  }

  /** Another one for those that are sent from now on. */
  void detection(Detection next) {
    detection = next;
  }

  /** The link begins to be kept alive; the first one is due then. */
  void begin(long firstDueNanos) {
    nextNanos = firstDueNanos;
  }

  /** Time until the next one is due; 0 or less: now. */
  long dueAfter(long nowNanos) {
    return nextNanos - nowNanos;
  }

  /**
   * The one that is due is sent now, and the next one an interval later.
   *
   * @return how many were slept through before it
   */
  long take(long intervalNanos, long nowNanos) {
    long skipped = (nowNanos - nextNanos) / intervalNanos;
    dueNanos = nextNanos + skipped * intervalNanos;
    nextNanos = dueNanos + intervalNanos;
    return skipped;
  }

  /** The next one is due sooner. */
  void hasten(long atNanos) {
    if (atNanos - nextNanos < 0) {
      nextNanos = atNanos;
    }
  }

  /** Those that are waited for are judged by the next sample. */
  void judge() {
    judging = true;
  }

  /** Whether the next sample is to judge. */
  boolean judging() {
    return judging;
  }

  /** Whether a sample was to judge; from now on none is. */
  boolean judged() {
    boolean was = judging;
    judging = false;
    return was;
  }

  /** One was sent; its instants start with the first, however the one before it fared. */
  void sent(long leftNanos, long mark) {
    long[] instants = detection.instants(baseline.baseNanos());
    acks.sent(new SentKeepAlive(dueNanos, leftNanos, mark, instants), leftNanos);
    while (acks.open().size() > MOST_GIVEN_UP && expendable(acks.open().getFirst())) {
      acks.forgetOldest();
    }
  }

  /** One that TCP has yet to deliver is what the path is judged by. */
  private static boolean expendable(SentKeepAlive sent) {
    return sent.judged && (sent.slept || sent.delivered || sent.mark == TcpSample.UNKNOWN);
  }

  /**
   * An ack came.
   *
   * @return the KeepAlives that are answered for certain now, oldest first
   */
  List<AckMatcher.Match<SentKeepAlive, KeepAliveAck>> acked(long nowNanos) {
    return acks.acked(KeepAliveAck.INSTANCE, nowNanos);
  }

  /** Whether an ack on a link that is not registered has been held for long enough. */
  boolean patienceOver(long nowNanos) {
    return acks.patienceOver(nowNanos);
  }

  /** No other ack will come for what was sent so far: what the held one answers, or null. */
  AckMatcher.@Nullable Match<SentKeepAlive, KeepAliveAck> settled() {
    return acks.settle();
  }

  /** Forgets all: what was sent before a registration is answered before it, or never. */
  void clear() {
    acks.clear();
  }

  /** The connection is gone. */
  void ended() {
    clear();
    judging = false;
  }

  /** When the oldest that lacks an answer for no stop of ours left; now when there is none. */
  long oldestNanos(long nowNanos) {
    if (!acks.holds()) {
      for (SentKeepAlive each : acks.open()) {
        if (!each.slept) {
          return each.sentNanos;
        }
      }
    }
    return nowNanos;
  }

  /** When the oldest left that is held against the node now; now when there is none. */
  long suspectNanos(long nowNanos) {
    for (SentKeepAlive each : acks.open()) {
      if (!each.judged || broken(each)) {
        return each.sentNanos;
      }
    }
    return nowNanos;
  }

  /** Those that are still waited for, oldest first. */
  List<SentKeepAlive> waiting() {
    List<SentKeepAlive> waiting = new ArrayList<>();
    for (SentKeepAlive each : acks.open()) {
      if (!each.judged) {
        waiting.add(each);
      }
    }
    return waiting;
  }

  /** Whether one of them has reached an instant at which the kernel is asked. */
  boolean lookDue(long nowNanos, boolean active) {
    for (SentKeepAlive each : acks.open()) {
      if (watched(each, active) && each.nextInstantNanos() - nowNanos <= 0) {
        return true;
      }
    }
    return false;
  }

  /** The longest distance of retransmissions to set now in milliseconds, or 0: none. */
  int rtoStepDue(long nowNanos) {
    SentKeepAlive oldest = oldestUndelivered();
    if (oldest == null || detection.adaptive()) {
      return 0;
    }
    int millis = 0;
    while (oldest.nextStep < RtoSteps.count() && stepNanos(oldest) - nowNanos <= 0) {
      millis = RtoSteps.mostMillis(oldest.nextStep++);
    }
    return millis;
  }

  /** Takes what the kernel knows. */
  void sampled(TcpSample sample, long nowNanos) {
    for (SentKeepAlive each : acks.open()) {
      while (!each.instantsOver() && each.nextInstantNanos() - nowNanos <= 0) {
        each.nextInstant++;
      }
      boolean comparable = sample.known() && each.mark != TcpSample.UNKNOWN;
      if (!each.delivered && comparable && sample.bytesAcked() - each.mark >= 0) {
        each.delivered = true;
        each.deliveredNanos = nowNanos - sample.sinceAckNanos();
      }
    }
  }

  /** This process was stopped: whether TCP delivers what was sent before proves nothing. */
  void sleptThrough() {
    judging = false;
    for (SentKeepAlive each : acks.open()) {
      each.slept = true;
      each.judged = true;
    }
  }

  /** Whether TCP could not deliver one of them until its reset instant. */
  boolean pathBroken() {
    return acks.open().stream().anyMatch(KeepAlives::broken);
  }

  private static boolean broken(SentKeepAlive each) {
    return !each.slept && !each.delivered && each.instantsOver() && each.mark != TcpSample.UNKNOWN;
  }

  /**
   * When something is to be done next, counted from {@code nowNanos}; a very long time if never.
   */
  long nextAfter(long nowNanos, boolean active) {
    long after = Long.MAX_VALUE;
    for (SentKeepAlive each : acks.open()) {
      if (watched(each, active)) {
        after = Math.min(after, each.nextInstantNanos() - nowNanos);
      }
    }
    SentKeepAlive oldest = oldestUndelivered();
    if (oldest != null && !detection.adaptive() && oldest.nextStep < RtoSteps.count()) {
      after = Math.min(after, stepNanos(oldest) - nowNanos);
    }
    return after;
  }

  /**
   * On the active link it is only asked whether TCP delivers; whether the node acks is judged when
   * the next KeepAlive is due. Elsewhere delivery is all that can be expected, and is waited for.
   */
  private static boolean watched(SentKeepAlive each, boolean active) {
    boolean settled = active ? each.delivered : each.judged && each.delivered;
    return !settled && !each.instantsOver();
  }

  private @Nullable SentKeepAlive oldestUndelivered() {
    for (SentKeepAlive each : acks.open()) {
      if (!each.delivered && each.mark != TcpSample.UNKNOWN) {
        return each;
      }
    }
    return null;
  }

  private static long stepNanos(SentKeepAlive each) {
    return each.sentNanos + RtoSteps.atNanos(each.nextStep);
  }
}
