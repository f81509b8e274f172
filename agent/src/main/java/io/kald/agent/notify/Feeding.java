package io.kald.agent.notify;

import java.time.Duration;

/**
 * Whether a watchdog may be told that all is well: only while the schedule goes on. A process whose
 * loop hangs still has threads that could say so, which is why they must not. Pure.
 *
 * @param everyNanos how often it is fed: half of what the watchdog allows, as
 *     sd_watchdog_enabled(3) advises
 */
record Feeding(long everyNanos) {
  /** For a watchdog that bites after {@code interval} without food. */
  static Feeding of(Duration interval) {
    return new Feeding(Math.max(1, interval.toNanos() / 2));
  }

  /**
   * Whether the schedule goes on. A quarter of the watchdog's time is never its delay on a machine
   * that is merely busy, and leaves the watchdog's own patience to one that is very busy.
   *
   * @param behindNanos how late the schedule is on the loop that is behind most
   */
  boolean progressing(long behindNanos) {
    return behindNanos < patienceNanos();
  }

  /** How long a loop is waited for. */
  long patienceNanos() {
    return Math.max(1, everyNanos / 2);
  }
}
