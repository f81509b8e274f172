package io.kald.agent.metrics;

/** Sums of one kind of probe. Confined to its store's monitor. */
final class KindRow {
  final String probe;
  final boolean handshakes;
  final Tally tally = new Tally(true);
  final DurationHistogram delays = new DurationHistogram();
  int keepalives;

  KindRow(String probe, boolean handshakes) {
    this.probe = probe;
    this.handshakes = handshakes;
  }
}
