package io.kald.agent.metrics;

import org.jspecify.annotations.Nullable;

/** Counts of one keepalive, or of one kind of probe. Confined to its store's monitor. */
final class Tally {
  final @Nullable DurationHistogram durations;
  final ReasonCounts reasons = new ReasonCounts();
  long probes;
  long skipped;
  long synRetransmits;

  Tally(boolean withDurations) {
    this.durations = withDurations ? new DurationHistogram() : null;
  }
}
