package io.kald.docker.lab;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * What {@code kald audit} says of a journal beside a capture.
 *
 * @param counts its object {@code journal}: {@code probes}, {@code confirmed}, {@code not_on_wire}
 *     …
 */
record Audited(Map<String, Long> counts) {
  private static final JsonFactory JSON = new JsonFactory();

  /**
   * A capture at the peer does not see the way there and back, which takes long on a busy machine.
   */
  private static final Pattern ONLY_THE_WAY =
      Pattern.compile("the journal says answered after .*, the capture shows \\d.*");

  /** Takes a copy. */
  Audited {
    counts = Map.copyOf(counts);
  }

  /** Reads the report; an answer that both tell of is confirmed, however long its way was. */
  static Audited parse(String report) {
    Map<String, Long> counts = new HashMap<>();
    long onTheWay = 0;
    try (JsonParser json = JSON.createParser(report)) {
      json.nextToken();
      while (json.nextToken() == JsonToken.FIELD_NAME) {
        String name = json.currentName();
        json.nextToken();
        switch (name) {
          case "journal" -> numbers(json, counts);
          case "findings" -> onTheWay = onlyTheWay(json);
          default -> json.skipChildren();
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(report, e);
    }
    counts.merge("confirmed", onTheWay, Long::sum);
    counts.merge("verdict_differs", -onTheWay, Long::sum);
    return new Audited(counts);
  }

  private static long onlyTheWay(JsonParser json) throws IOException {
    long count = 0;
    while (json.nextToken() == JsonToken.START_OBJECT) {
      while (json.nextToken() == JsonToken.FIELD_NAME) {
        boolean text = json.currentName().equals("text");
        json.nextToken();
        count += text && ONLY_THE_WAY.matcher(json.getText()).matches() ? 1 : 0;
        json.skipChildren();
      }
    }
    return count;
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
