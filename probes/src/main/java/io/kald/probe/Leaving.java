package io.kald.probe;

import io.kald.probe.ProbeOutcome.NotProbed;
import io.kald.probe.ProbeOutcome.Unanswered;
import java.util.concurrent.TimeUnit;

/**
 * What silence means when the process was held up while it handed the packet to the kernel: the
 * packet may have left at the end of that time, and the answer had less than the time-out. Pure.
 */
public final class Leaving {
  /** A call that hands over a packet takes microseconds; one of this length was held up. */
  private static final long HELD_UP_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

  private Leaving() {}

  /**
   * Whether something came between.
   *
   * @param sentNanos the clock before the packet was handed over
   * @param leftNanos the clock after
   */
  public static boolean heldUp(long sentNanos, long leftNanos) {
    return leftNanos - sentNanos >= HELD_UP_NANOS;
  }

  /**
   * The outcome of a probe for which nothing has come: the target's silence only where an answer
   * had all its time.
   *
   * @param nowNanos the clock now
   * @param timeoutNanos how long an answer may take
   */
  public static ProbeOutcome silence(
      long sentNanos, long leftNanos, long nowNanos, long timeoutNanos) {
    if (!heldUp(sentNanos, leftNanos) || nowNanos - leftNanos >= timeoutNanos) {
      return new Unanswered(nowNanos - sentNanos);
    }
    long millis = TimeUnit.NANOSECONDS.toMillis(leftNanos - sentNanos);
    return new NotProbed(
        Reason.STALLED, "this process was stopped for " + millis + " ms while it sent the probe");
  }
}
