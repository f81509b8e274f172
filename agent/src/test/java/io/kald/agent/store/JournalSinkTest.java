package io.kald.agent.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.kald.agent.bus.Events;
import io.kald.probe.Keepalive;
import io.kald.probe.event.ProbeEvent;
import io.kald.probe.time.ManualTime;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JournalSinkTest {
  private static final long SECOND = TimeUnit.SECONDS.toNanos(1);
  private static final long DAY = TimeUnit.DAYS.toNanos(1);

  private final ManualTime time = new ManualTime();
  private final Keepalive web = Events.tcp("web", "web");

  private final Path directory;

  JournalSinkTest(@TempDir Path directory) {
    this.directory = directory;
  }

  @Test
  void shouldWriteAProbeAsOneLine() throws IOException {
    JournalSink journal = journal(1 << 20, DAY, 2 << 20);
    journal.accept(probe());
    journal.close();

    assertThat(lines())
        .containsExactly(
            "{\"at\":\"2023-11-14T22:13:20.000000Z\",\"mono\":1000000000000,\"event\":\"probe\","
                + "\"keepalive\":\"web\",\"kind\":\"tcp\",\"target\":\"127.0.0.1:8080\","
                + "\"address\":\"127.0.0.1\",\"source_port\":51000,"
                + "\"due\":\"2023-11-14T22:13:19.998876Z\","
                + "\"sent\":\"2023-11-14T22:13:19.999876Z\",\"rtt\":0.000123456,\"after\":null,"
                + "\"outcome\":\"answered\",\"reason\":\"\",\"detail\":\"\",\"state\":\"alive\","
                + "\"syn_retransmits\":0,\"overruled\":\"\","
                + "\"due_mono\":999998876544,\"sent_mono\":999999876544}");
  }

  @Test
  void shouldNoteAnAnsweredConnectionThatWasClosedAtOnceAlsoAmongFailures() throws IOException {
    JournalSink journal =
        new JournalSink(
            new JournalOptions(directory, 1 << 20, DAY, 2 << 20, JournalOptions.Probes.FAILURES, 0),
            time,
            time);
    journal.accept(probe());
    journal.accept(Events.closedAtOnce(web, time.nanoTime()));
    journal.close();

    assertThat(lines())
        .singleElement()
        .asString()
        .contains("\"outcome\":\"answered\",\"reason\":\"\",\"detail\":\"closed-at-once\"");
  }

  @Test
  void shouldDateABatchByOneReadingOfBothClocks() throws IOException {
    JournalSink journal = journal(1 << 20, DAY, 2 << 20);
    journal.accept(probe());
    time.advance(SECOND);
    time.setWallBack(TimeUnit.HOURS.toNanos(1));
    journal.accept(probe());
    journal.flush();
    journal.accept(probe());
    journal.close();

    assertThat(lines())
        .extracting(line -> line.substring(7, 34))
        .containsExactly(
            "2023-11-14T22:13:20.000000Z",
            "2023-11-14T22:13:21.000000Z",
            "2023-11-14T21:13:21.000000Z");
  }

  @Test
  void shouldRollBySizeAndKeepTheWholeWithinItsBounds() throws IOException {
    JournalSink journal = journal(10_000, DAY, 50_000);
    for (int i = 0; i < 2_000; i++) {
      journal.accept(probe());
      time.advance(SECOND);
      if (i % 10 == 9) {
        journal.flush();
      }
    }
    journal.close();

    List<Path> files = JournalFiles.list(directory);
    long total = 0;
    for (Path file : files) {
      assertThat(Files.size(file)).isLessThan(16_000);
      total += Files.size(file);
    }
    assertThat(total).isBetween(25_000L, 50_000L);
    assertThat(files).hasSizeBetween(3, 5);
    assertThat(journal.figures().lines()).isEqualTo(2_000);
  }

  @Test
  void shouldRollByAge() throws IOException {
    JournalSink journal = journal(1 << 20, DAY, 2 << 20);
    journal.accept(probe());
    journal.flush();
    time.advance(DAY);
    journal.accept(probe());
    journal.close();

    assertThat(JournalFiles.list(directory))
        .extracting(file -> file.getFileName().toString())
        .containsExactly("kald-20231114T221320.000Z.jsonl", "kald-20231115T221320.000Z.jsonl");
  }

  @Test
  void shouldBeReadableWhileItIsWritten() throws IOException {
    JournalSink journal = journal(1 << 20, DAY, 2 << 20);
    journal.accept(probe());
    journal.flush();
    assertThat(lines()).hasSize(1);
    journal.accept(probe());
    journal.flush();
    assertThat(lines()).hasSize(2);
    journal.close();
  }

  @Test
  void shouldGoOnInANewFileWhenTheOldOneWasTakenAway() throws IOException {
    JournalSink journal = journal(1 << 20, DAY, 2 << 20);
    journal.accept(probe());
    journal.flush();
    Files.delete(JournalFiles.list(directory).get(0));
    time.advance(2 * SECOND);
    journal.accept(probe());
    journal.close();

    assertThat(lines()).hasSize(1);
  }

  @Test
  void shouldCountLinesItCannotWriteAndSaySoWhenItWorksAgain() throws IOException {
    Path blocked = directory.resolve("journal");
    Files.writeString(blocked, "a file where the directory should be");
    JournalSink journal =
        new JournalSink(new JournalOptions(blocked, 1 << 20, DAY, 2 << 20), time, time);
    for (int i = 0; i < 5; i++) {
      journal.accept(probe());
      journal.flush();
      time.advance(SECOND / 4);
    }
    assertThat(journal.figures().linesLost()).isEqualTo(5);
    assertThat(journal.figures().failing()).isTrue();
    assertThat(journal.figures().failures()).isEqualTo(2);

    Files.delete(blocked);
    time.advance(2 * SECOND);
    journal.accept(probe());
    journal.close();

    List<String> written = lines(blocked);
    assertThat(written).hasSize(2);
    assertThat(written.get(0)).contains("\"event\":\"lost\",\"lines\":5,\"cause\":");
    assertThat(journal.figures().failing()).isFalse();
    assertThat(journal.figures().lines()).isEqualTo(2);
  }

  @Test
  void shouldTellHowManyEventsDidNotReachIt() throws IOException {
    JournalSink journal = journal(1 << 20, DAY, 2 << 20);
    journal.accept(probe());
    journal.lost(12);
    journal.accept(probe());
    journal.flush();
    journal.accept(probe());
    journal.close();

    assertThat(lines()).hasSize(4);
    assertThat(lines().get(2))
        .endsWith("\"event\":\"lost\",\"lines\":12,\"cause\":\"the journal was too slow\"}");
    assertThat(journal.figures().linesLost()).isEqualTo(12);
  }

  @Test
  void shouldNoteStartReloadAndStop() throws IOException {
    JournalSink journal = journal(1 << 20, DAY, 2 << 20);
    journal.started("0.1.0", "4f2a");
    journal.accept(probe());
    journal.flush();
    journal.reloaded(false, "4f2a", List.of("kald.yaml:3:5: port: missing"));
    journal.flush();
    journal.stopping("SIGTERM");
    journal.close();

    assertThat(lines()).hasSize(4);
    assertThat(lines().get(0))
        .endsWith("\"event\":\"start\",\"version\":\"0.1.0\",\"config_digest\":\"4f2a\"}");
    assertThat(lines().get(2))
        .endsWith(
            "\"ok\":false,\"config_digest\":\"4f2a\","
                + "\"problems\":[\"kald.yaml:3:5: port: missing\"]}");
    assertThat(lines().get(3)).endsWith("\"event\":\"stop\",\"reason\":\"SIGTERM\"}");
  }

  /** Events that were waiting when the daemon was told to stop are written before its last word. */
  @Test
  void shouldEndWithTheStopWhateverWasStillWaiting() throws IOException {
    JournalSink journal = journal(1 << 20, DAY, 2 << 20);
    journal.accept(probe());
    journal.flush();
    journal.stopping("SIGTERM");
    journal.accept(probe());
    journal.flush();
    journal.accept(probe());
    journal.close();

    assertThat(lines())
        .extracting(line -> line.replaceFirst(".*\"event\":\"([^\"]+)\".*", "$1"))
        .containsExactly("probe", "probe", "probe", "stop");
  }

  @Test
  void shouldReadToTheLastWholeLineAndSayWhatIsTorn() throws IOException {
    JournalSink journal = journal(1 << 20, DAY, 2 << 20);
    journal.accept(probe());
    journal.accept(probe());
    journal.close();
    Path file = JournalFiles.list(directory).get(0);
    Files.writeString(file, "{\"at\":\"2023", StandardOpenOption.APPEND);
    List<String> read = new ArrayList<>();

    JournalReader.Reading reading = JournalReader.read(file, read::add);

    assertThat(reading).isEqualTo(new JournalReader.Reading(2, 11, 0));
    assertThat(read).hasSize(2).allMatch(line -> line.endsWith("}"));
  }

  @Test
  void shouldWriteNamesThatNeedEscapesAsJson() throws IOException {
    JournalSink journal = journal(1 << 20, DAY, 2 << 20);
    Keepalive odd = Events.tcp("a \"b\"\n\u00fc", "s");
    journal.accept(Events.added(odd, time.nanoTime()));
    journal.close();

    assertThat(lines()).hasSize(1);
    assertThat(lines().get(0)).contains("\"keepalive\":\"a \\\"b\\\"\\n\u00fc\"");
  }

  @Test
  void shouldGoOnAfterALineThatCannotBeWritten() throws IOException {
    JournalSink journal = journal(1 << 20, DAY, 2 << 20);
    journal.accept(probe());
    Keepalive halfACharacter = Events.tcp("k\ud800", "s");
    try {
      journal.accept(Events.added(halfACharacter, time.nanoTime()));
    } catch (RuntimeException e) {
      // The bus counts it as a fault of ours.
    }
    journal.accept(probe());
    journal.close();

    assertThat(lines().stream().filter(line -> line.contains("\"event\":\"probe\""))).hasSize(2);
    assertThat(lines()).allMatch(line -> line.startsWith("{\"at\":") && line.endsWith("}"));
  }

  private JournalSink journal(long rollBytes, long rollNanos, long totalBytes) {
    return new JournalSink(
        new JournalOptions(directory, rollBytes, rollNanos, totalBytes), time, time);
  }

  private ProbeEvent probe() {
    return Events.probed(web, Events.answered(123_456), Events.ALIVE, time.nanoTime());
  }

  private List<String> lines() throws IOException {
    return lines(directory);
  }

  private static List<String> lines(Path directory) throws IOException {
    List<String> lines = new ArrayList<>();
    for (Path file : JournalFiles.list(directory)) {
      assertThat(JournalReader.read(file, lines::add).tornBytes()).isZero();
    }
    return lines;
  }
}
