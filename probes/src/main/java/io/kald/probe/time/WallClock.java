package io.kald.probe.time;

import java.time.Clock;
import java.time.Instant;

/** The date: good for journal lines, useless for spans. May be set back and forward. */
@FunctionalInterface
public interface WallClock {
  /** The machine's date. */
  WallClock SYSTEM = Clock.systemUTC()::instant;

  /** The date now. */
  Instant now();

  /** Nanoseconds since 1970, as the kernel stamps packets. Overflows in 2262. */
  default long epochNanos() {
    Instant now = now();
    return now.getEpochSecond() * 1_000_000_000L + now.getNano();
  }
}
