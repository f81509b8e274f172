package io.kald.agent.store;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.util.MinimalPrettyPrinter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Writes lines of JSON into a buffer, field after field. Confined to the journal's thread; makes no
 * object for a line.
 */
final class LineWriter {
  // deps
  private final LineBuffer buffer;
  private final TimeText text = new TimeText();

  // state
  private JsonGenerator json;
  private TimeAnchor anchor = new TimeAnchor(0, 0);

  LineWriter(LineBuffer buffer) {
    this.buffer = buffer;
    this.json = generator(buffer);
  }

  /** Lines from here on are dated by {@code anchor}. */
  void anchor(TimeAnchor batch) {
    anchor = batch;
  }

  /** Writes one line; {@code fields} writes what comes after at, mono and event. */
  void line(JournalLine kind, long atNanos, Fields fields) {
    int before = buffer.size();
    try {
      json.writeStartObject();
      date("at", atNanos);
      json.writeNumberField("mono", atNanos);
      json.writeStringField("event", kind.word());
      fields.write(this);
      json.writeEndObject();
      json.writeRaw('\n');
      json.flush();
    } catch (IOException e) {
      // The generator stands in the middle of a line that nobody will read.
      json = generator(buffer);
      buffer.cut(before);
      throw new UncheckedIOException(e);
    }
  }

  private static JsonGenerator generator(LineBuffer buffer) {
    try {
      return new JsonFactory()
          .createGenerator(buffer)
          .setPrettyPrinter(new MinimalPrettyPrinter(""));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  LineWriter date(String name, long atNanos) throws IOException {
    char[] date = text.date(anchor.epochNanos(atNanos));
    json.writeFieldName(name);
    json.writeString(date, 0, date.length);
    return this;
  }

  /** A span in seconds; null when it is negative: it was not measured. */
  LineWriter seconds(String name, long nanos) throws IOException {
    json.writeFieldName(name);
    if (nanos < 0) {
      json.writeNull();
    } else {
      char[] span = text.seconds(nanos);
      json.writeNumber(span, text.start(), span.length - text.start());
    }
    return this;
  }

  LineWriter text(String name, @Nullable String value) throws IOException {
    json.writeStringField(name, value);
    return this;
  }

  LineWriter number(String name, long value) throws IOException {
    json.writeNumberField(name, value);
    return this;
  }

  LineWriter flag(String name, boolean value) throws IOException {
    json.writeBooleanField(name, value);
    return this;
  }

  LineWriter texts(String name, List<String> values) throws IOException {
    json.writeArrayFieldStart(name);
    for (String value : values) {
      json.writeString(value);
    }
    json.writeEndArray();
    return this;
  }

  /** Writes a line's own fields. */
  @FunctionalInterface
  interface Fields {
    void write(LineWriter to) throws IOException;
  }
}
