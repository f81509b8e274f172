package io.kald.agent.trace;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What the traces said, and where kald said something else. */
public final class TraceReport {
  // state
  private final Ledger ledger = new Ledger();
  private final Map<String, Instant> midnights = new TreeMap<>();
  private final List<String> unreadableFiles = new ArrayList<>();
  private @Nullable KaldJournal journal;
  private long records;
  private long understood;
  private long unreadable;
  private long strays;

  TraceReport() {}

  Ledger ledger() {
    return ledger;
  }

  @Nullable KaldJournal journal() {
    return journal;
  }

  void journal(KaldJournal read) {
    journal = read;
  }

  /** The midnight before the first line of each node; only where its date is known. */
  Map<String, Instant> midnights() {
    return midnights;
  }

  /** Files that could not be read, with the reason. */
  public List<String> unreadableFiles() {
    return unreadableFiles;
  }

  void count(boolean read, boolean concerns) {
    records++;
    understood += read ? 1 : 0;
    unreadable += !read && concerns ? 1 : 0;
  }

  void strays(long lines) {
    strays += lines;
  }

  /** Records of any kind. */
  long records() {
    return records;
  }

  /** Records about phones' connections. */
  public long understood() {
    return understood;
  }

  /** Records about phones' connections that could not be read. */
  long unreadable() {
    return unreadable;
  }

  /** Lines that belong to no record. */
  long strays() {
    return strays;
  }

  /** All gaps, of all devices. */
  public long gaps() {
    return ledger.gapCount();
  }

  /** Each node at a glance, by name. */
  Collection<NodeSummary> nodes() {
    Map<String, NodeSummary> nodes = new TreeMap<>();
    for (Map<String, NodeLedger> ofDevice : ledger.devices().values()) {
      ofDevice.forEach(
          (named, seen) -> {
            int address = named.indexOf(" ("); // of a link whose device has another one there
            String node = address < 0 ? named : named.substring(0, address);
            nodes.put(node, nodes.getOrDefault(node, NodeSummary.of(node)).with(seen));
          });
    }
    KaldJournal read = journal;
    if (read != null) {
      midnights
          .keySet()
          .forEach(
              node ->
                  nodes.put(
                      node, nodes.getOrDefault(node, NodeSummary.of(node)).beside(read.at(node))));
    }
    return nodes.values();
  }

  /** All disagreements with kald's journal. */
  public long disagreements() {
    return nodes().stream().mapToLong(NodeSummary::disagreements).sum();
  }

  /** KeepAlives of the traces that were held against kald's journal. */
  long compared() {
    return nodes().stream().mapToLong(NodeSummary::compared).sum();
  }

  /** Whether there was anything to read. */
  public boolean readable() {
    return understood > 0;
  }
}
