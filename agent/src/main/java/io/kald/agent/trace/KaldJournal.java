package io.kald.agent.trace;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.kald.agent.store.JournalFiles;
import io.kald.agent.store.JournalReader;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The KeepAlives of phones in kald's journal: lines that name a node and a link and what became of
 * a KeepAlive. Fields it does not know are passed over, as every reader of the journal has to.
 */
final class KaldJournal {
  private static final JsonFactory JSON = new JsonFactory();
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

  /** Reads all files of a journal's directory. */
  static KaldJournal read(Path directory, Map<String, String> phones) throws IOException {
    KaldJournal journal = new KaldJournal(phones);
    for (Path file : JournalFiles.list(directory)) {
      JournalReader.read(file, journal::line);
    }
    journal.sort();
    return journal;
  }

  /** Takes a line. */
  void line(String line) {
    Map<String, String> fields = fields(line);
    String node = fields.getOrDefault("node", "");
    String result = first(fields, "result", "verdict", "outcome");
    if (node.isEmpty() || result.isEmpty() || !fields.containsKey("link")) {
      return;
    }
    String named = first(fields, "device", "service", "keepalive");
    long at = epochMillis(first(fields, "sent_at", "at"));
    if (named.isEmpty() || at == 0) {
      unreadable++;
    } else if (sent >= MAX_SENT) {
      leftOut++;
    } else {
      sent++;
      byNode
          .computeIfAbsent(key(node), n -> new TreeMap<>())
          .computeIfAbsent(key(phones.getOrDefault(named, named)), d -> new KaldSays())
          .sent(at, result);
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

  /** Lines without a time or a name. */
  long unreadable() {
    return unreadable;
  }

  private static String key(String name) {
    return name.toLowerCase(Locale.ROOT);
  }

  private static String first(Map<String, String> fields, String... names) {
    for (String name : names) {
      String value = fields.getOrDefault(name, "");
      if (!value.isEmpty()) {
        return value;
      }
    }
    return "";
  }

  private static long epochMillis(String date) {
    try {
      return date.isEmpty() ? 0 : Instant.parse(date).toEpochMilli();
    } catch (DateTimeParseException e) {
      return 0;
    }
  }

  /** The texts of an object; what is nested is passed over. */
  private Map<String, String> fields(String line) {
    Map<String, String> fields = new HashMap<>();
    try (JsonParser json = JSON.createParser(line)) {
      if (json.nextToken() != JsonToken.START_OBJECT) {
        return Map.of();
      }
      while (json.nextToken() == JsonToken.FIELD_NAME) {
        String name = json.currentName();
        JsonToken value = json.nextToken();
        if (value == JsonToken.VALUE_STRING) {
          fields.put(name, json.getText());
        }
        json.skipChildren();
      }
      return fields;
    } catch (IOException e) {
      unreadable++;
      return Map.of();
    }
  }
}
