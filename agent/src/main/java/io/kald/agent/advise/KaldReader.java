package io.kald.agent.advise;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * {@code kald probe … -o json}. A refusal or a reset is a packet that came back, so it counts as an
 * answer of the path; a probe that never left is no sample.
 */
final class KaldReader implements LineReader {
  private static final JsonFactory JSON = new JsonFactory();

  private static final Pattern SECONDS = Pattern.compile("\\d{1,9}(?:\\.\\d{1,9})?");

  private final Slots slots = new Slots();
  private final Targets targets = new Targets();

  @Override
  public String format() {
    return "kald probe";
  }

  @Override
  public void line(String line) {
    if (!line.startsWith("{")) {
      return;
    }
    Map<String, String> fields = fields(line);
    if ("probe".equals(fields.get("event"))) {
      targets.add(fields.getOrDefault("target", ""));
      probe(fields);
    }
  }

  private void probe(Map<String, String> fields) {
    String outcome = fields.getOrDefault("outcome", "");
    String reason = fields.getOrDefault("reason", "");
    switch (outcome) {
      case "answered" -> slots.next(nanos(fields.getOrDefault("rtt", "")));
      case "rejected" ->
          slots.next(
              reason.equals("refused") || reason.equals("reset")
                  ? nanos(fields.getOrDefault("after", ""))
                  : Samples.LOST);
      case "unanswered" -> slots.next(Samples.LOST);
      default -> {
        // Not probed: nothing was sent.
      }
    }
  }

  private static long nanos(String seconds) {
    return SECONDS.matcher(seconds).matches()
        ? LineReader.millis(new BigDecimal(seconds).movePointRight(3).toPlainString())
        : Samples.LOST;
  }

  @Override
  public Set<String> targets() {
    return targets.names();
  }

  @Override
  public long[] rttNanos() {
    return slots.rttNanos();
  }

  /** The plain fields of an object, or nothing when the line is no such object. */
  private static Map<String, String> fields(String line) {
    Map<String, String> fields = new HashMap<>();
    try (JsonParser json = JSON.createParser(line)) {
      json.nextToken();
      while (json.nextToken() == JsonToken.FIELD_NAME) {
        String name = json.currentName();
        JsonToken value = json.nextToken();
        if (value.isScalarValue()) {
          fields.put(name, json.getText());
        } else {
          json.skipChildren();
        }
      }
    } catch (IOException e) {
      return Map.of();
    }
    return fields;
  }
}
