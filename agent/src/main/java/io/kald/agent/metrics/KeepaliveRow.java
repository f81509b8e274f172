package io.kald.agent.metrics;

import io.kald.probe.Keepalive;
import org.jspecify.annotations.Nullable;

/** A keepalive and what is counted of it. Confined to its store's monitor. */
final class KeepaliveRow extends Rows.Row {
  final Tally tally;
  Keepalive keepalive;

  /** What is counted besides if it is a phone's, else null. */
  @Nullable PhoneRow phone;

  KeepaliveRow(Keepalive keepalive, boolean withDurations) {
    this.keepalive = keepalive;
    this.tally = new Tally(withDurations);
  }
}
