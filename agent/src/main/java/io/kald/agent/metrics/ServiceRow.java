package io.kald.agent.metrics;

import io.kald.probe.Monitored;
import java.util.List;

/** A service and where it stands. Confined to its store's monitor. */
final class ServiceRow extends Rows.Row {
  /** The values of the label {@code state}, in alphabetical order. */
  static final List<String> STATES = List.of("alive", "down", "dying", "suspended", "unknown");

  final String name;
  Monitored monitored;
  String state = "unknown";
  long transitions;
  long downs;
  long changedEpochNanos;

  ServiceRow(String name, Monitored monitored) {
    this.name = name;
    this.monitored = monitored;
  }
}
