package io.kald.docker.lab;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.Map;

/**
 * What {@code kald audit} says of a journal beside a capture.
 *
 * @param counts its object {@code journal}: {@code probes}, {@code confirmed}, {@code not_on_wire}
 *     …
 */
record Audited(Map<String, Long> counts) {
  private static final JsonFactory JSON = new JsonFactory();

  /** Takes a copy. */
  Audited {
    counts = Map.copyOf(counts);
  }

  static Audited parse(String report) {
    Map<String, Long> counts = new HashMap<>();
    try (JsonParser json = JSON.createParser(report)) {
      json.nextToken();
      while (json.nextToken() == JsonToken.FIELD_NAME) {
        boolean journal = json.currentName().equals("journal");
        json.nextToken();
        if (journal) {
          numbers(json, counts);
        } else {
          json.skipChildren();
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(report, e);
    }
    return new Audited(counts);
  }

  private static void numbers(JsonParser json, Map<String, Long> counts) throws IOException {
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String name = json.currentName();
      if (json.nextToken() == JsonToken.VALUE_NUMBER_INT) {
        counts.put(name, json.getLongValue());
      }
    }
  }

  /** One of them; 0 when it is not there. */
  long count(String name) {
    return counts.getOrDefault(name, 0L);
  }
}
