package io.kald.agent.witness;

import io.kald.probe.time.NanoClock;
import io.kald.probe.time.WallClock;

/** One reading of both clocks: results have the monotonic one, packets the date. */
record Anchor(long monoNanos, long epochNanos) {
  static Anchor of(NanoClock clock, WallClock wall) {
    return new Anchor(clock.nanoTime(), wall.epochNanos());
  }

  /** Nanoseconds since 1970 of a monotonic time. */
  long epochNanos(long nanos) {
    return epochNanos + (nanos - monoNanos);
  }

  /** How far the date was set between this reading and a later one, forward or back. */
  long stepNanos(Anchor later) {
    return later.epochNanos - epochNanos(later.monoNanos);
  }
}
