package io.kald.agent.store;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import java.io.IOException;
import java.time.DateTimeException;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads lines of a journal, whoever wrote them. Not for several threads: it remembers the last
 * date.
 */
final class EntryParser {
  /** More than any line of kald's has, so that a stranger's cannot fill the memory. */
  static final int MOST_FIELDS = 64;

  private static final JsonFactory JSON =
      JsonFactory.builder()
          .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(8)
                  .maxNumberLength(40)
                  .maxNameLength(256)
                  .maxStringLength(JournalReader.LONGEST)
                  .build())
          .build();

  private final DateReader dates = new DateReader();

  /** The entry, or null: this is no line of a journal. */
  @Nullable JournalEntry read(String line) {
    try (JsonParser json = JSON.createParser(line)) {
      Map<String, Object> fields = fields(json);
      if (json.nextToken() != null) {
        return null;
      }
      return fields.remove("at") instanceof String at
              && fields.remove("mono") instanceof Long mono
              && fields.remove("event") instanceof String event
          ? new JournalEntry(dates.epochNanos(at), mono, sentAt(fields), event, fields)
          : null;
    } catch (IOException | DateTimeException | ArithmeticException e) {
      // What exactly is wrong with it is of no use to anybody; that something is, gets counted.
      return null;
    }
  }

  /** An older journal has the monotonic time in {@code sent}, and the date in {@code sent_at}. */
  private long sentAt(Map<String, Object> fields) {
    Object date = fields.remove("sent_at");
    Object sent = fields.remove("sent");
    if (sent instanceof Long mono) {
      fields.put("sent_mono", mono);
    } else if (sent != null) {
      date = sent;
    }
    return date == null ? JournalEntry.NO_TIME : dates.epochNanos(date.toString());
  }

  /** The plain fields of the object that comes next. */
  private static Map<String, Object> fields(JsonParser json) throws IOException {
    if (json.nextToken() != JsonToken.START_OBJECT) {
      throw new JsonParseException(json, "no object");
    }
    Map<String, Object> fields = new HashMap<>();
    int count = 0;
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      if (++count > MOST_FIELDS) {
        throw new JsonParseException(json, "too many fields");
      }
      String name = json.currentName();
      Object value = value(json);
      if (value != null) {
        fields.put(name, value);
      }
    }
    return fields;
  }

  /** The value that comes next; null when it is null, or nested and therefore passed over. */
  private static @Nullable Object value(JsonParser json) throws IOException {
    return switch (json.nextToken()) {
      case VALUE_STRING -> json.getText();
      case VALUE_NUMBER_INT -> json.getLongValue();
      case VALUE_NUMBER_FLOAT -> finite(json);
      case VALUE_TRUE -> true;
      case VALUE_FALSE -> false;
      default -> {
        json.skipChildren();
        yield null;
      }
    };
  }

  private static Double finite(JsonParser json) throws IOException {
    double number = json.getDoubleValue();
    if (Double.isInfinite(number)) {
      throw new JsonParseException(json, "too large a number");
    }
    return number;
  }
}
