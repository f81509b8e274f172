package io.kald.agent.metrics;

import io.kald.probe.Keepalive;

/** A keepalive and what is counted of it. Confined to its store's monitor. */
final class KeepaliveRow extends Rows.Row {
  final Tally tally;
  Keepalive keepalive;

  KeepaliveRow(Keepalive keepalive, boolean withDurations) {
    this.keepalive = keepalive;
    this.tally = new Tally(withDurations);
  }
}
