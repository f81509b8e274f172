package io.kald.agent.store;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.kald.agent.bus.Events;
import io.kald.probe.Keepalive;
import io.kald.probe.event.ProbeEvent;
import io.kald.probe.time.ManualTime;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is written is what the catalogue and the reference say. */
class JournalLineTest {
  private static final Path REFERENCE = Path.of("JOURNAL.md");

  private final ManualTime time = new ManualTime();

  private final Path directory;

  JournalLineTest(@TempDir Path directory) {
    this.directory = directory;
  }

  @Test
  void shouldWriteTheFieldsOfTheCatalogueInTheirOrder() throws IOException {
    Map<JournalLine, List<String>> written = new EnumMap<>(JournalLine.class);
    for (String line : everyLine()) {
      List<String> fields = fields(line);
      JournalLine kind =
          Arrays.stream(JournalLine.values())
              .filter(k -> line.contains("\"event\":\"" + k.word() + "\""))
              .findFirst()
              .orElseThrow();
      written.put(kind, fields);
    }

    for (JournalLine kind : JournalLine.values()) {
      assertThat(written).containsEntry(kind, kind.fields());
    }
  }

  @Test
  void shouldExplainEveryFieldInTheReference() throws IOException {
    List<String> sections =
        Pattern.compile("\n## ").splitAsStream(Files.readString(REFERENCE)).skip(1).toList();
    List<String> common = List.of("at", "mono", "event");

    for (JournalLine kind : JournalLine.values()) {
      String section =
          sections.stream()
              .filter(s -> s.startsWith("`" + kind.word() + "`"))
              .findFirst()
              .orElseThrow(() -> new AssertionError(kind + ": not in " + REFERENCE));
      List<String> explained =
          section
              .lines()
              .filter(line -> line.startsWith("| `"))
              .map(line -> line.substring(3, line.indexOf('`', 3)))
              .toList();
      List<String> own = kind.fields().stream().filter(f -> !common.contains(f)).toList();
      assertThat(explained).as(kind.word()).containsExactlyElementsOf(own);
    }
  }

  private List<String> everyLine() throws IOException {
    JournalSink journal =
        new JournalSink(
            new JournalOptions(directory, 1 << 20, TimeUnit.DAYS.toNanos(1), 2 << 20), time, time);
    Keepalive web = Events.tcp("web", "web");
    long now = time.nanoTime();
    journal.started("0.1.0", "4f2a");
    journal.reloaded(true, "4f2b", List.of());
    journal.lost(1);
    journal.accept(Events.added(web, now));
    journal.accept(Events.probed(web, Events.refused(1000), Events.DYING, now));
    journal.accept(Events.changed(web, 0, Events.ALIVE, Events.DYING, now));
    journal.accept(new ProbeEvent.Skipped(web, 2, now, now));
    journal.accept(new ProbeEvent.PortQuarantine(web, 51_000, true, now));
    journal.stopping("SIGTERM");
    journal.close();
    List<String> lines = new ArrayList<>();
    JournalReader.read(JournalFiles.list(directory).get(0), lines::add);
    return lines;
  }

  private static List<String> fields(String line) throws IOException {
    List<String> names = new ArrayList<>();
    try (JsonParser parser = new JsonFactory().createParser(line)) {
      for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
        if (token == JsonToken.FIELD_NAME) {
          names.add(parser.currentName());
        }
      }
    }
    return names;
  }
}
