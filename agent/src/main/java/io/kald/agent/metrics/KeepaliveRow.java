package io.kald.agent.metrics;

import io.kald.probe.Monitored;
import org.jspecify.annotations.Nullable;

/** A keepalive and what is counted of it. Confined to its store's monitor. */
final class KeepaliveRow extends Rows.Row {
  final Tally tally;
  Monitored monitored;

  /** What is counted besides if it is a phone's, else null. */
  @Nullable PhoneRow phone;

  KeepaliveRow(Monitored monitored, boolean withDurations) {
    this.monitored = monitored;
    this.tally = new Tally(withDurations);
  }
}
