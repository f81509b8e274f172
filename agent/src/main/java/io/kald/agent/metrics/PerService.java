package io.kald.agent.metrics;

/** How much of {@code /metrics} is told for each service. */
public enum PerService {
  /** Everything, durations included. */
  FULL,
  /** State, transitions and counts; durations only for each kind of probe. */
  STATE,
  /** Nothing: sums for each kind of probe. */
  NONE
}
