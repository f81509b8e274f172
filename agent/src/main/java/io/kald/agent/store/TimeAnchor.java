package io.kald.agent.store;

import io.kald.probe.time.NanoClock;
import io.kald.probe.time.WallClock;

/**
 * One reading of both clocks. All lines of a batch are dated by the same pair, so that their
 * distances are those of the monotonic clock.
 */
record TimeAnchor(long monoNanos, long epochNanos) {
  /** Readings farther apart were interrupted by something. */
  private static final long CLOSE_NANOS = 100_000;

  private static final int MOST_READINGS = 5;

  /** Reads both, again when something came between the two; the closest pair counts. */
  static TimeAnchor of(NanoClock clock, WallClock wall) {
    TimeAnchor closest = new TimeAnchor(clock.nanoTime(), wall.epochNanos());
    long width = clock.nanoTime() - closest.monoNanos;
    for (int reading = 1; reading < MOST_READINGS && width > CLOSE_NANOS; reading++) {
      TimeAnchor again = new TimeAnchor(clock.nanoTime(), wall.epochNanos());
      long its = clock.nanoTime() - again.monoNanos;
      if (its < width) {
        closest = again;
        width = its;
      }
    }
    return closest;
  }

  /** Nanoseconds since 1970 of a monotonic time. */
  long epochNanos(long nanos) {
    return epochNanos + (nanos - monoNanos);
  }
}
