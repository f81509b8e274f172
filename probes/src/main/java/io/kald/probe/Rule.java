package io.kald.probe;

import java.util.concurrent.TimeUnit;

/**
 * How often a keepalive asks and how many failures it takes: {@code (TCP-51000 5 3 5)} in a CSS
 * display is frequency 5, maxfailure 3, retryperiod 5.
 *
 * @param frequencyNanos interval between probe starts while ALIVE; CSS 2 to 255 s, here 100 ms to 1
 *     h
 * @param maxFailure consecutive failures until DOWN, 1 to 10
 * @param retryNanos interval between probe starts while DYING or DOWN
 * @param timeoutNanos how long an answer may take, or 0 for the CSS rule, see {@link #timeoutNanos}
 * @param localFailuresCount whether a probe that never left counts as a failure of the target
 */
public record Rule(
    long frequencyNanos,
    int maxFailure,
    long retryNanos,
    long timeoutNanos,
    boolean localFailuresCount) {
  private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

  /** The CSS defaults: 5 3 5, time-out 4 s, local failures not held against the target. */
  public static final Rule DEFAULT = new Rule(5 * SECOND, 3, 5 * SECOND, 0, false);

  /**
   * How long a probe may take when the next one is due {@code intervalNanos} after it.
   *
   * <p>The CSS waits frequency - 1 seconds (probes/CSS.md#timeout). For intervals under 2 s kald
   * takes half. It is never longer than the interval in force, so that a service has one probe
   * outstanding.
   */
  public long timeoutNanos(long intervalNanos) {
    return timeoutNanos == 0
        ? Math.min(cssTimeout(frequencyNanos), cssTimeout(intervalNanos))
        : Math.min(timeoutNanos, intervalNanos);
  }

  private static long cssTimeout(long periodNanos) {
    return periodNanos >= 2 * SECOND ? periodNanos - SECOND : periodNanos / 2;
  }
}
