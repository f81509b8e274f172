package io.kald.agent.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.LoggingEvent;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.slf4j.MDC;
import org.slf4j.event.KeyValuePair;

final class LineEncoderTest {
  private static final String EVIL =
      "a\nts=1999 level=error msg=forged\r\n\u001b[2J\u0085\u2028\u202e\"=\\\t\u0000 ü 服务 \ud83d\ude00";

  private final LoggerContext context = new LoggerContext();

  @Test
  void shouldWriteFieldsInTheirOrder() {
    String line = logfmt(event("config is in force", null, new KeyValuePair("services", 3)));

    assertThat(line)
        .isEqualTo(
            "ts=2026-11-21T03:45:15.120Z level=info logger=agent.daemon.Daemon"
                + " msg=\"config is in force\" services=3\n");
  }

  @Test
  void shouldWriteTheSameFieldsAsJson() {
    String line = json(event("config is in force", null, new KeyValuePair("services", 3)));

    assertThat(line)
        .isEqualTo(
            "{\"ts\":\"2026-11-21T03:45:15.120Z\",\"level\":\"info\","
                + "\"logger\":\"agent.daemon.Daemon\",\"msg\":\"config is in force\","
                + "\"services\":\"3\"}\n");
  }

  @Test
  void shouldKeepForeignTextOnItsLine() {
    for (String line : List.of(logfmt(event(EVIL, null)), json(event(EVIL, null)))) {
      assertThat(line.stripTrailing().chars().filter(Character::isISOControl)).isEmpty();
      assertThat(line).endsWith("\n").doesNotContain("\u2028", "\u202e");
    }
  }

  @Test
  void shouldPutAnExceptionIntoOneField() throws Exception {
    ILoggingEvent event = event("failed", new IllegalStateException("two\nlines"));

    Map<String, String> fields = LogfmtReader.read(logfmt(event).stripTrailing());

    assertThat(fields.get("exception"))
        .startsWith("java.lang.IllegalStateException: two\nlines")
        .contains("shouldPutAnExceptionIntoOneField");
    assertThat(parsed(json(event))).isEqualTo(fields);
  }

  @Test
  void shouldNeverLetAPairReplaceAField() {
    ILoggingEvent event =
        event(
            "real",
            new IllegalStateException("real"),
            new KeyValuePair("msg", "forged"),
            new KeyValuePair("msg", "forged too"),
            new KeyValuePair("exception", "forged"),
            new KeyValuePair("a b=c", "odd key"),
            new KeyValuePair("", null));

    assertThat(LogfmtReader.read(logfmt(event).stripTrailing()))
        .contains(
            entry("msg", "real"),
            entry("msg_", "forged"),
            entry("msg__", "forged too"),
            entry("exception_", "forged"),
            entry("a_b_c", "odd key"),
            entry("_", "null"));
  }

  @Test
  void shouldLeaveThreadContextOut() {
    MDC.put("secret", "context");
    try {
      assertThat(logfmt(event("x", null))).doesNotContain("secret", "context");
    } finally {
      MDC.remove("secret");
    }
  }

  @Test
  void shouldQuoteSpacesOfEveryWidth() throws Exception {
    shouldReadBackWhateverWasLogged("a", "\u3000");
    shouldReadBackWhateverWasLogged("\u205f", "\u00a0");
  }

  @Property
  void shouldReadBackWhateverWasLogged(@ForAll String message, @ForAll String value)
      throws Exception {
    ILoggingEvent event = event(message, null, new KeyValuePair("value", value));

    Map<String, String> fields = LogfmtReader.read(logfmt(event).stripTrailing());

    assertThat(fields).containsEntry("msg", message).containsEntry("value", value);
    assertThat(parsed(json(event))).isEqualTo(fields);
  }

  private ILoggingEvent event(String message, @Nullable Throwable thrown, KeyValuePair... pairs) {
    LoggingEvent event =
        new LoggingEvent(
            "",
            context.getLogger("io.kald.agent.daemon.Daemon"),
            Level.INFO,
            message,
            thrown,
            new Object[0]);
    event.setInstant(Instant.parse("2026-11-21T03:45:15.12Z"));
    event.setKeyValuePairs(List.of(pairs));
    return event;
  }

  private static String logfmt(ILoggingEvent event) {
    return new String(new LineEncoder(LogLine::logfmt).encode(event), StandardCharsets.UTF_8);
  }

  private static String json(ILoggingEvent event) {
    return new String(new LineEncoder(LogLine::json).encode(event), StandardCharsets.US_ASCII);
  }

  private static Map<String, String> parsed(String json) throws Exception {
    Map<String, String> fields = new LinkedHashMap<>();
    try (JsonParser parser = new JsonFactory().createParser(json)) {
      assertThat(parser.nextToken()).isEqualTo(JsonToken.START_OBJECT);
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        fields.put(parser.currentName(), parser.nextTextValue());
      }
      assertThat(parser.nextToken()).isNull();
    }
    return fields;
  }
}
