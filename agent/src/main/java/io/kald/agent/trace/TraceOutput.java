package io.kald.agent.trace;

/** Writes a report. */
@FunctionalInterface
public interface TraceOutput {
  /** Writes all of it. */
  void write(TraceReport report);
}
