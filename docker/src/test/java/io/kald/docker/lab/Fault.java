package io.kald.docker.lab;

import io.kald.agent.store.JournalEntry;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;

/**
 * When something was done to the lab, by the clock that kald's journal has too.
 *
 * @param before it was not done yet
 * @param after it was done
 */
record Fault(Instant before, Instant after) {
  /** Does it. */
  static Fault make(Runnable deed) {
    Instant before = Instant.now();
    deed.run();
    return new Fault(before, Instant.now());
  }

  /** Something that kald has said. */
  static Fault of(JournalEntry entry) {
    Instant at = Instant.ofEpochSecond(0, entry.atNanos());
    return new Fault(at, at);
  }

  /** What follows from it so much later. */
  Fault plus(Duration later) {
    return new Fault(before.plus(later), after.plus(later));
  }

  /** The earliest it may have acted, in nanoseconds since 1970. */
  long fromNanos() {
    return nanos(before);
  }

  /** The latest. */
  long toNanos() {
    return nanos(after);
  }

  /** In nanoseconds since 1970. */
  static long nanos(Instant at) {
    return TimeUnit.SECONDS.toNanos(at.getEpochSecond()) + at.getNano();
  }
}
