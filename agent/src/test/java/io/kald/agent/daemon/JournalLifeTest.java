package io.kald.agent.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import io.kald.agent.bus.Events;
import io.kald.agent.config.Config;
import io.kald.agent.config.ConfigFile;
import io.kald.agent.store.JournalOptions;
import io.kald.agent.store.JournalSink;
import io.kald.probe.Keepalive;
import io.kald.probe.time.ManualTime;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JournalLifeTest {
  private final Path directory;

  JournalLifeTest(@TempDir Path directory) {
    this.directory = directory;
  }

  @Test
  void shouldReportHowLongProbesAndTransitionsAreKept() throws Exception {
    assertThat(life("journal: {directory: j}\n"))
        .isEqualTo(
            "journal: probes are kept for about 11.0 h at 60 lines a second; transitions are kept"
                + " for 90 days");
    assertThat(life("journal: {directory: j, total-size: 10GiB, transitions-age: 0s}\n"))
        .isEqualTo(
            "journal: probes are kept for about 5 days at 60 lines a second; transitions go with"
                + " them");
    assertThat(life("journal: {directory: j, probes: failures, transitions-age: 10d}\n"))
        .isEqualTo("journal: only failed probes are kept; transitions are kept for 10 days");
    assertThat(life("journal: {directory: j, probes: none, transitions-age: 1s}\n"))
        .isEqualTo("journal: no probes are kept; transitions are kept for 1 s");
    assertThat(life("journal: {directory: j, probes: none, transitions-age: 1500ms}\n"))
        .endsWith("for 1.5 s");
    assertThat(life("journal: {directory: j, probes: none, transitions-age: 20ms}\n"))
        .endsWith("for 20 ms");
    assertThat(life("journal: {directory: j, probes: none, transitions-age: 90s}\n"))
        .endsWith("for 90 s");
    assertThat(life("journal: {directory: j, probes: none, transitions-age: 2m}\n"))
        .endsWith("for 2 min");
  }

  @Test
  void shouldReportNothingWithoutAJournalOrWithoutProbes() throws Exception {
    assertThat(life("metrics: {per-service: none}\n")).isEmpty();
    Config nothing =
        ConfigFile.parse("kald.yaml", "services: []\njournal: {directory: j}\n", Map.of());
    assertThat(JournalLife.of(nothing)).isEmpty();
  }

  /** What it rests on: how long a line is. */
  @Test
  void shouldKnowTheLengthOfALine() throws Exception {
    ManualTime time = new ManualTime();
    JournalSink journal =
        new JournalSink(
            new JournalOptions(directory, 1 << 20, Long.MAX_VALUE, 4 << 20), time, time);
    Keepalive web = Events.tcp("shop-frontend", "web");
    for (int i = 0; i < 100; i++) {
      journal.accept(Events.probed(web, Events.answered(1_000), Events.ALIVE, time.nanoTime()));
    }
    journal.close();
    double line = journal.figures().bytes() / 100.0;
    double expected = 390 + "shop-frontend".length() + 1.8 * "127.0.0.1:8080".length();
    assertThat(expected / line).isBetween(0.93, 1.07);
  }

  private static String life(String more) throws Exception {
    String services =
        IntStream.range(0, 300)
            .mapToObj(i -> "  - {name: service-" + i + ", type: tcp, host: 192.0.2.10, port: 80}\n")
            .collect(Collectors.joining());
    return JournalLife.of(ConfigFile.parse("kald.yaml", "services:\n" + services + more, Map.of()))
        .orElse("");
  }
}
