package io.kald.agent.witness;

import io.kald.agent.pcap.CaptureInterface;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.pcap4j.core.NotOpenException;
import org.pcap4j.core.PcapNativeException;

/** The captures on all interfaces as one, in the order of packet time. */
final class Captures implements AutoCloseable {
  /** So that a busy machine's packets cannot keep the witness from all else. */
  private static final int MOST_AT_ONCE = 1 << 17;

  /** How long the rest of a full pipe is waited for, all in all a tenth of a second. */
  private static final long PAUSE = TimeUnit.MILLISECONDS.toNanos(1);

  private static final int MOST_PAUSES = 100;
  private static final int LAST_PAUSES = 2000;

  /** Takes packets. */
  @FunctionalInterface
  interface Taker {
    /**
     * A packet of the interface at that place of {@link #interfaces}; its bytes are valid during
     * the call.
     */
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
      all.closeQuietly(e);
      throw e;
    }
    return all;
  }

  private void closeQuietly(Exception because) {
    try {
      close();
    } catch (IOException e) {
      because.addSuppressed(e);
    }
  }

  /** Where packets come from, as a capture file describes it. */
  List<CaptureInterface> interfaces() {
    return captures.stream()
        .map(c -> new CaptureInterface(c.device(), c.linkType(), snapLength))
        .toList();
  }

  /** Changes what is captured, soon after this call. */
  void filter(String filter) {
    for (LiveCapture capture : captures) {
      capture.filter(filter);
    }
  }

  /** Asks for what is captured by now, for the next look. */
  void handOver(long nowNanos) throws NotOpenException {
    for (LiveCapture capture : captures) {
      capture.handOver(nowNanos);
    }
  }

  /** Until when {@link #drain} hands out everything, except for what the kernel may still have. */
  long handedNanos() {
    long handed = Long.MAX_VALUE;
    for (LiveCapture capture : captures) {
      handed = Math.min(handed, capture.handedNanos());
    }
    return handed;
  }

  /**
   * Hands out what waits.
   *
   * @param untilNanos with several interfaces, younger packets wait: an older one may still come
   */
  void drain(long untilNanos, Taker taker) throws IOException {
    int left = MOST_AT_ONCE;
    for (int pause = 0; pause < MOST_PAUSES; pause++) {
      left -= drain(untilNanos, left, taker);
      if (left == 0 || captures.stream().noneMatch(LiveCapture::isHandingOver)) {
        return;
      }
      // The pipe was full, and what did not fit comes now.
      LockSupport.parkNanos(PAUSE);
    }
  }

  private int drain(long untilNanos, int most, Taker taker) throws IOException {
    for (int taken = 0; taken < most; taken++) {
      int place = oldest();
      RawPacket head = place < 0 ? null : captures.get(place).peek();
      if (head == null || (captures.size() > 1 && head.atNanos() > untilNanos)) {
        return taken;
      }
      captures.get(place).take();
      taker.take(place, head);
    }
    return most;
  }

  private int oldest() throws IOException {
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

  /** Ends the captures and hands out all that is left. */
  void finish(Taker taker) throws IOException {
    captures.forEach(LiveCapture::stop);
    for (int pause = 0; pause < LAST_PAUSES && anyRuns(); pause++) {
      drain(Long.MAX_VALUE, MOST_AT_ONCE, taker);
      LockSupport.parkNanos(PAUSE);
    }
    drain(Long.MAX_VALUE, MOST_AT_ONCE, taker);
  }

  private boolean anyRuns() {
    return captures.stream().anyMatch(LiveCapture::isRunning);
  }

  @Override
  public void close() throws IOException {
    for (LiveCapture capture : captures) {
      capture.close();
    }
  }
}
