package io.kald.agent.status;

import io.kald.probe.time.NanoClock;
import io.kald.probe.time.WallClock;
import java.time.Instant;

/** Dates monotonic times by the wall clock of the moment it was made. */
record WallTime(long nowNanos, Instant now) {
  static WallTime of(NanoClock clock, WallClock wall) {
    return new WallTime(clock.nanoTime(), wall.now());
  }

  Instant at(long nanos) {
    return now.plusNanos(nanos - nowNanos);
  }
}
