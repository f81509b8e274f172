package io.kald.agent.timers;

/** Writes a report. */
public interface FlowsOutput {
  /** Writes all of it. */
  void write(FlowsReport report);
}
