package io.kald.agent.trace;

import java.util.Map;

/**
 * One node at a glance.
 *
 * @param devices that its traces know of
 * @param keepAlives on registered links
 * @param backupDrops KeepAlives on backup links
 * @param missed KeepAlives that lack in gaps
 * @param compared KeepAlives of the traces that were held against kald's journal
 */
record NodeSummary(
    String node,
    int devices,
    long keepAlives,
    long backupDrops,
    long gaps,
    long missed,
    long compared,
    long disagreements) {
  /** The same with a device. */
  NodeSummary with(NodeLedger ledger) {
    return new NodeSummary(
        node,
        devices + 1,
        keepAlives + ledger.keepAlives(),
        backupDrops + ledger.backupDrops(),
        gaps + ledger.gapCount(),
        missed + ledger.missed(),
        compared,
        disagreements);
  }

  /** The same beside what kald says of its devices. */
  NodeSummary beside(Map<String, KaldSays> journal) {
    return new NodeSummary(
        node,
        devices,
        keepAlives,
        backupDrops,
        gaps,
        missed,
        journal.values().stream().mapToLong(KaldSays::compared).sum(),
        journal.values().stream().mapToLong(KaldSays::count).sum());
  }

  /** Of a node of which nothing is known yet. */
  static NodeSummary of(String node) {
    return new NodeSummary(node, 0, 0, 0, 0, 0, 0, 0);
  }
}
