package io.kald.probe.schedule;

/**
 * A schedule as arithmetic: slot k is due at origin + k periods, so a late wake-up moves nothing
 * that comes after it. All times are monotonic nanoseconds and compared by subtraction.
 *
 * @param originNanos when slot 0 is due
 * @param periodNanos distance between slots, positive
 */
public record Cadence(long originNanos, long periodNanos) {
  /** Refuses a period that would never advance. */
  public Cadence {
    if (periodNanos <= 0) {
      throw new IllegalArgumentException("periodNanos: " + periodNanos + " (expected: > 0)");
    }
  }

  /** When {@code slot} is due. */
  public long dueAt(long slot) {
    return originNanos + slot * periodNanos;
  }

  /** The last slot due at or before {@code nowNanos}; negative before the origin. */
  public long slotAt(long nowNanos) {
    return Math.floorDiv(nowNanos - originNanos, periodNanos);
  }

  /** The first slot due at or after {@code nowNanos}. */
  public long slotFrom(long nowNanos) {
    return -Math.floorDiv(originNanos - nowNanos, periodNanos);
  }

  /**
   * The first slot from 0 on that is still worth sending at {@code nowNanos}: at most half a period
   * late. The ones before it were slept through; they are counted, never sent in a burst.
   */
  public long firstWorthSending(long nowNanos) {
    long latenessBeyondHalf = nowNanos - originNanos - periodNanos / 2;
    return latenessBeyondHalf <= 0 ? 0 : -Math.floorDiv(-latenessBeyondHalf, periodNanos);
  }

  /** The earlier of two times. */
  public static long earlier(long oneNanos, long otherNanos) {
    return oneNanos - otherNanos > 0 ? otherNanos : oneNanos;
  }

  /**
   * When the probe after one that was due at {@code dueNanos} and ended at {@code endNanos} is due:
   * one interval after its start (probes/CSS.md#timing), or at once when it took longer than that.
   */
  public static long next(long dueNanos, long intervalNanos, long endNanos) {
    long next = dueNanos + intervalNanos;
    return next - endNanos < 0 ? endNanos : next;
  }
}
