package io.kald.agent.trace;

import io.kald.agent.store.JournalEntries;
import io.kald.agent.store.JournalEntry;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The KeepAlives of phones in kald's journal: lines that name a node and a link and what became of
 * a KeepAlive. Fields it does not know are passed over, as every reader of the journal has to.
 */
final class KaldJournal {
  private static final int MAX_SENT = 4_000_000;

  // deps
  private final Map<String, String> phones;

  // state
  private final Map<String, TreeMap<String, KaldSays>> byNode = new HashMap<>();
  private long sent;
  private long leftOut;
  private long unreadable;

  /**
   * An empty one.
   *
   * @param phones services or keepalives, and the device each of them registers as
   */
  KaldJournal(Map<String, String> phones) {
    this.phones = phones;
  }

  /** Reads all files of a journal's directory, or one file. */
  static KaldJournal read(Path directoryOrFile, Map<String, String> phones) throws IOException {
    KaldJournal journal = new KaldJournal(phones);
    JournalEntries.Reading read = JournalEntries.read(directoryOrFile, journal::entry);
    journal.unreadable += read.unreadable();
    journal.sort();
    return journal;
  }

  /** Takes a line. */
  void entry(JournalEntry entry) {
    String node = entry.text("node");
    String result = first(entry, "result", "verdict", "outcome");
    if (node.isEmpty() || result.isEmpty() || entry.text("link").isEmpty()) {
      return;
    }
    String named = first(entry, "device", "service", "keepalive");
    if (named.isEmpty()) {
      unreadable++;
    } else if (sent >= MAX_SENT) {
      leftOut++;
    } else {
      sent++;
      byNode
          .computeIfAbsent(key(node), n -> new TreeMap<>())
          .computeIfAbsent(key(phones.getOrDefault(named, named)), d -> new KaldSays())
          .sent(sentMillis(entry), result, (int) entry.number("source_port", 0), rttMillis(entry));
    }
  }

  /** All lines are taken. */
  void sort() {
    byNode.values().forEach(devices -> devices.values().forEach(KaldSays::sort));
  }

  /**
   * What it says of a device at a node, or null: nothing.
   *
   * @param named whether the trace names the device; if not, the only one at the node is meant
   */
  @Nullable KaldSays says(String node, String device, boolean named) {
    TreeMap<String, KaldSays> devices = byNode.getOrDefault(key(node), new TreeMap<>());
    KaldSays exactly = devices.get(key(device));
    return exactly == null && !named && devices.size() == 1
        ? devices.firstEntry().getValue()
        : exactly;
  }

  /** Everything it says of a node, by device. */
  Map<String, KaldSays> at(String node) {
    return byNode.getOrDefault(key(node), new TreeMap<>());
  }

  /** KeepAlives read. */
  long sent() {
    return sent;
  }

  /** KeepAlives beyond what is kept. */
  long leftOut() {
    return leftOut;
  }

  /** Lines that could not be read, and KeepAlives without a name. */
  long unreadable() {
    return unreadable;
  }

  private static String key(String name) {
    return name.toLowerCase(Locale.ROOT);
  }

  private static String first(JournalEntry entry, String... names) {
    for (String name : names) {
      String value = entry.text(name);
      if (!value.isEmpty()) {
        return value;
      }
    }
    return "";
  }

  /** Negative: none. */
  private static long rttMillis(JournalEntry entry) {
    return Math.floorDiv(entry.spanNanos("rtt", -1), TimeUnit.MILLISECONDS.toNanos(1));
  }

  private static long sentMillis(JournalEntry entry) {
    long nanos =
        entry.sentAtNanos() == JournalEntry.NO_TIME ? entry.atNanos() : entry.sentAtNanos();
    return Math.floorDiv(nanos, TimeUnit.MILLISECONDS.toNanos(1));
  }
}
