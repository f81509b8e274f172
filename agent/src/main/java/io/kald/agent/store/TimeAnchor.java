package io.kald.agent.store;

import io.kald.probe.time.NanoClock;
import io.kald.probe.time.WallClock;

/**
 * One reading of both clocks. All lines of a batch are dated by the same pair, so that their
 * distances are those of the monotonic clock.
 */
record TimeAnchor(long monoNanos, long epochNanos) {
  static TimeAnchor of(NanoClock clock, WallClock wall) {
    return new TimeAnchor(clock.nanoTime(), wall.epochNanos());
  }

  /** Nanoseconds since 1970 of a monotonic time. */
  long epochNanos(long nanos) {
    return epochNanos + (nanos - monoNanos);
  }
}
