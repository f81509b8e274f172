package io.kald.agent.ping;

import io.kald.probe.ProbeSpec;

/**
 * What is asked, how often and for how long.
 *
 * @param count probes until it ends by itself, or 0: until it is told to stop
 * @param periodNanos distance between two probes' due times
 * @param timeoutNanos how long an answer may take; longer than the period, it delays the next probe
 */
public record PingPlan(ProbeSpec spec, long count, long periodNanos, long timeoutNanos) {
  /** Refuses a negative count and times that are not positive. */
  public PingPlan {
    if (count < 0) {
      throw new IllegalArgumentException("count: " + count + " (expected: >= 0)");
    }
    if (periodNanos <= 0 || timeoutNanos <= 0) {
      throw new IllegalArgumentException(
          "periodNanos, timeoutNanos: " + periodNanos + ", " + timeoutNanos + " (expected: > 0)");
    }
  }
}
