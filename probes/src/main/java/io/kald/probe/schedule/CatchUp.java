package io.kald.probe.schedule;

import java.util.concurrent.TimeUnit;

/**
 * How a wheel that was held up comes back to the time of day. Everything due meanwhile sent in one
 * go would be a burst that no schedule asked for, and to a firewall on the way a flood; so the hand
 * goes at about twice its pace until it has caught up, faster the further it is behind. Pure.
 */
public final class CatchUp {
  /** So far behind a hand is as good as on time: timers and other work of the loop cost as much. */
  private static final long ON_TIME_TICKS = 2;

  /** With each of these that it is behind, the hand goes faster by its own pace. */
  private static final long FASTER_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

  private CatchUp() {}

  /**
   * Where the hand may go now.
   *
   * @param nextNanos the first occupied slot
   */
  public static long until(long nextNanos, long nowNanos, long tickNanos) {
    if (onTime(nextNanos, nowNanos, tickNanos)) {
      return nowNanos;
    }
    double faster = (double) (nowNanos - nextNanos) / FASTER_NANOS;
    return nextNanos + (long) (faster * tickNanos / 2);
  }

  /**
   * When it should move again: at the next occupied slot, but when late not at once.
   *
   * @param turnedNanos when it moved last; what it did then is part of the pause
   */
  public static long wakeNanos(long nextNanos, long nowNanos, long turnedNanos, long tickNanos) {
    return onTime(nextNanos, nowNanos, tickNanos) ? nextNanos : turnedNanos + tickNanos / 2;
  }

  private static boolean onTime(long nextNanos, long nowNanos, long tickNanos) {
    return nowNanos - nextNanos <= ON_TIME_TICKS * tickNanos;
  }
}
