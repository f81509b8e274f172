package io.kald.agent.log;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.slf4j.event.KeyValuePair;

/**
 * One event as ordered fields: {@code ts}, {@code level}, {@code logger}, {@code msg}, then the
 * event's own key-value pairs, then {@code exception}. Thread-local context is left out on purpose:
 * what a line says is what its caller wrote.
 */
record LogLine(Map<String, String> fields) {
  private static final DateTimeFormatter TIMESTAMP =
      new DateTimeFormatterBuilder().appendInstant(3).toFormatter(Locale.ROOT);
  private static final JsonFactory JSON =
      JsonFactory.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build();
  private static final String OURS = "io.kald.";

  static LogLine of(ILoggingEvent event) {
    Map<String, String> fields = new LinkedHashMap<>();
    fields.put("ts", TIMESTAMP.format(event.getInstant()));
    fields.put("level", event.getLevel().toString().toLowerCase(Locale.ROOT));
    fields.put("logger", shortName(event.getLoggerName()));
    fields.put("msg", String.valueOf(event.getFormattedMessage()));
    List<KeyValuePair> pairs = event.getKeyValuePairs();
    if (pairs != null) {
      pairs.forEach(pair -> fields.put(freeKey(fields, pair.key), String.valueOf(pair.value)));
    }
    IThrowableProxy thrown = event.getThrowableProxy();
    if (thrown != null) {
      fields.put("exception", ThrowableProxyUtil.asString(thrown).stripTrailing());
    }
    return new LogLine(fields);
  }

  /** What stands where lines are missing. */
  static LogLine dropped(Instant at, long count) {
    Map<String, String> fields = new LinkedHashMap<>();
    fields.put("ts", TIMESTAMP.format(at));
    fields.put("level", "warn");
    fields.put("logger", "agent.log");
    fields.put("msg", "log lines dropped, standard error is not read fast enough");
    fields.put("count", Long.toString(count));
    return new LogLine(fields);
  }

  String logfmt() {
    StringBuilder out = new StringBuilder(160);
    fields.forEach(
        (key, value) -> {
          out.append(out.length() == 0 ? "" : " ").append(key).append('=');
          Logfmt.appendValue(out, value);
        });
    return out.toString();
  }

  String json() {
    StringWriter out = new StringWriter(200);
    try (JsonGenerator json = JSON.createGenerator(out)) {
      json.writeStartObject();
      for (Map.Entry<String, String> field : fields.entrySet()) {
        json.writeStringField(field.getKey(), field.getValue());
      }
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toString();
  }

  private static String shortName(String logger) {
    return logger.startsWith(OURS) ? logger.substring(OURS.length()) : logger;
  }

  /** The key as logfmt allows it, and never one that is taken. */
  private static String freeKey(Map<String, String> taken, String wanted) {
    String key = Logfmt.key(wanted);
    while (taken.containsKey(key) || key.equals("exception")) {
      key = key + "_";
    }
    return key;
  }
}
