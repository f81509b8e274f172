package io.kald.probe.icmp;

/**
 * The time between a probe's leaving and the kernel's stamp on what came back. The stamp is a date
 * and dates may be set meanwhile; the monotonic clock says whether that has happened, and bounds
 * what can be true.
 */
final class RoundTrip {
  /** No stamp, or one that fits nothing: only the monotonic clock is left. */
  static final long UNKNOWN = -1;

  /** How far the two clocks may seem apart because they are not read in the same instant. */
  private static final long SLACK_NANOS = 100_000;

  private RoundTrip() {}

  /**
   * A stamp, or 0 for none: a date between two readings of the clock is one that the packet was
   * given when it was read, for Linux begins to stamp a little after it was asked to.
   *
   * @param beforeEpochNanos the date before the packet was read
   * @param afterEpochNanos the date after
   */
  static long received(long stampEpochNanos, long beforeEpochNanos, long afterEpochNanos) {
    boolean byReading = stampEpochNanos >= beforeEpochNanos && stampEpochNanos <= afterEpochNanos;
    return byReading ? 0 : stampEpochNanos;
  }

  /**
   * Nanoseconds from leaving to the stamp, 0 or more, or {@link #UNKNOWN}.
   *
   * @param stampEpochNanos the kernel's stamp, or 0 for none
   * @param sentEpochNanos the date when it left
   * @param elapsedNanos monotonic time from leaving until now
   * @param nowEpochNanos the date now
   */
  static long nanos(
      long stampEpochNanos, long sentEpochNanos, long elapsedNanos, long nowEpochNanos) {
    if (stampEpochNanos == 0) {
      return UNKNOWN;
    }
    long byDate = stampEpochNanos - sentEpochNanos;
    long setOnNanos = nowEpochNanos - sentEpochNanos - elapsedNanos;
    if (Math.abs(setOnNanos) <= SLACK_NANOS) {
      return fits(byDate, elapsedNanos) ? Math.min(byDate, elapsedNanos) : UNKNOWN;
    }
    // The date was set once: before the stamp or after it. Only one of the two may be possible.
    boolean after = fits(byDate, elapsedNanos);
    boolean before = fits(byDate - setOnNanos, elapsedNanos);
    if (after == before) {
      return UNKNOWN;
    }
    return Math.min(Math.max(0, after ? byDate : byDate - setOnNanos), elapsedNanos);
  }

  private static boolean fits(long nanos, long elapsedNanos) {
    return nanos >= 0 && nanos <= elapsedNanos + SLACK_NANOS;
  }
}
