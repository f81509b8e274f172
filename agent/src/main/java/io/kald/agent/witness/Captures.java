package io.kald.agent.witness;

import io.kald.agent.pcap.CaptureInterface;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.pcap4j.core.NotOpenException;
import org.pcap4j.core.PcapNativeException;

/** The captures on all interfaces as one, in the order of packet time. */
final class Captures implements AutoCloseable {
  /** So that a busy machine's packets cannot keep the witness from all else. */
  private static final int MOST_AT_ONCE = 1 << 17;

  /** Takes packets. */
  @FunctionalInterface
  interface Taker {
    /** A packet of the interface at that place of {@link #interfaces}. */
    void take(int place, RawPacket packet);
  }

  // deps
  private final List<LiveCapture> captures;
  private final int snapLength;

  // state
  private long dropped;

  private Captures(List<LiveCapture> captures, int snapLength) {
    this.captures = captures;
    this.snapLength = snapLength;
  }

  /** Opens and starts all of them, or none. */
  static Captures start(WitnessOptions options, String filter) throws NoCaptureException {
    List<LiveCapture> started = new ArrayList<>();
    Captures all = new Captures(started, options.snapLength());
    try {
      for (String device : options.interfaces()) {
        started.add(LiveCapture.start(device, options.bufferBytes(), options.snapLength(), filter));
      }
    } catch (NoCaptureException e) {
      all.close();
      throw e;
    }
    return all;
  }

  /** Where packets come from, as a capture file describes it. */
  List<CaptureInterface> interfaces() {
    return captures.stream()
        .map(c -> new CaptureInterface(c.device(), c.linkType(), snapLength))
        .toList();
  }

  /** Changes what is captured, soon after this call. */
  void filter(String filter) throws NotOpenException {
    for (LiveCapture capture : captures) {
      capture.filter(filter);
    }
  }

  /**
   * Hands out what waits.
   *
   * @param untilNanos with several interfaces, younger packets wait: an older one may still come
   */
  void drain(long untilNanos, Taker taker) {
    for (int taken = 0; taken < MOST_AT_ONCE; taken++) {
      int place = oldest();
      RawPacket head = place < 0 ? null : captures.get(place).peek();
      if (head == null || (captures.size() > 1 && head.atNanos() > untilNanos)) {
        return;
      }
      captures.get(place).poll();
      taker.take(place, head);
    }
  }

  private int oldest() {
    int oldest = -1;
    long least = Long.MAX_VALUE;
    for (int place = 0; place < captures.size(); place++) {
      RawPacket head = captures.get(place).peek();
      if (head != null && head.atNanos() < least) {
        oldest = place;
        least = head.atNanos();
      }
    }
    return oldest;
  }

  /** Packets lost since this was last asked. */
  long newlyDropped() throws PcapNativeException, NotOpenException {
    long now = 0;
    for (LiveCapture capture : captures) {
      now += capture.dropped();
    }
    long more = now - dropped;
    dropped = now;
    return more;
  }

  /** Packets lost by {@link #newlyDropped}'s last answer. */
  long dropped() {
    return dropped;
  }

  /** A capture that has ended by itself; null while all go on. */
  @Nullable LiveCapture failed() {
    return captures.stream().filter(c -> c.failure() != null).findFirst().orElse(null);
  }

  @Override
  public void close() {
    captures.forEach(LiveCapture::close);
  }
}
