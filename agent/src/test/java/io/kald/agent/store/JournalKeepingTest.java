package io.kald.agent.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kald.agent.bus.Events;
import io.kald.probe.Keepalive;
import io.kald.probe.event.ProbeEvent;
import io.kald.probe.time.ManualTime;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which files there are, who may read them, who may write them, and how long they stay. */
class JournalKeepingTest {
  private static final long SECOND = TimeUnit.SECONDS.toNanos(1);
  private static final long DAY = TimeUnit.DAYS.toNanos(1);

  private final ManualTime time = new ManualTime();
  private final Keepalive web = Events.tcp("web", "web");

  private final Path directory;

  JournalKeepingTest(@TempDir Path directory) {
    this.directory = directory;
  }

  @Test
  void shouldBeReadByOwnerAndGroupOnly() throws IOException {
    try (Closing journal = journal(1 << 20, 2 << 20, 0)) {
      journal.probe();
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(only())))
          .isEqualTo("rw-r-----");
    }
  }

  /** What logrotate does with {@code create}. */
  @Test
  void shouldFollowTheNameWhenTheFileIsMovedAndMadeAnew() throws IOException {
    try (Closing journal = journal(1 << 20, 2 << 20, 0)) {
      journal.probe();
      Path file = only();
      Path moved = directory.resolve(file.getFileName() + ".1");
      Files.move(file, moved);
      Files.createFile(file);
      journal.probe();
      journal.probe();
      assertThat(Files.readAllLines(moved)).hasSize(1);
      assertThat(Files.readAllLines(file)).hasSize(2);
      Files.delete(moved);
      assertThat(journal.sink.figures().linesLost()).isZero();
      assertThat(journal.sink.figures().lines()).isEqualTo(3);
    }
    assertThat(JournalFiles.list(directory)).hasSize(1);
  }

  @Test
  void shouldGoOnInAFreshFileWhenTheNameLeadsNowhere() throws IOException {
    try (Closing journal = journal(1 << 20, 2 << 20, 0)) {
      journal.probe();
      Path file = only();
      Files.move(file, directory.resolve("elsewhere"));
      journal.probe();
      assertThat(lines()).hasSize(1);
    }
  }

  @Test
  void shouldNotWriteThroughALinkOrBehindATornLine() throws IOException {
    Path other = Files.writeString(directory.resolve("other"), "mine\n");
    try (Closing journal = journal(1 << 20, 2 << 20, 0)) {
      journal.probe();
      Path file = only();
      Files.delete(file);
      Files.createSymbolicLink(file, other);
      time.advance(SECOND);
      journal.probe();
      assertThat(other).hasContent("mine\n");
      Path second = JournalFiles.list(directory).get(1);
      Files.delete(second);
      Files.writeString(second, "{\"at\":");
      time.advance(SECOND);
      journal.probe();
      assertThat(second).hasContent("{\"at\":");
      assertThat(journal.sink.figures().lines()).isEqualTo(3);
      assertThat(journal.sink.figures().linesLost()).isZero();
    }
  }

  @Test
  void shouldLeaveNoEmptyFileBehind() throws IOException {
    try (Closing journal = journal(1 << 20, 2 << 20, 0)) {
      journal.probe();
      Path file = only();
      Files.delete(file);
      Files.createFile(file);
      journal.sink.flush();
      journal.probe();
      Files.write(file, new byte[0]);
    }
    assertThat(JournalFiles.list(directory)).isEmpty();
  }

  /** Each line that is lost is reported exactly once, whatever is lost beside it. */
  @Test
  void shouldReportEachLostLineOnce() throws IOException {
    Path blocked = directory.resolve("journal");
    Files.writeString(blocked, "a file where the directory should be");
    JournalSink sink =
        new JournalSink(new JournalOptions(blocked, 1 << 20, DAY, 2 << 20), time, time);
    sink.started("1", "2");
    sink.accept(event());
    sink.flush();
    assertThat(sink.figures().linesLost()).as("the start and the probe").isEqualTo(2);
    sink.lost(3);
    time.advance(SECOND);
    sink.accept(event());
    sink.flush();
    assertThat(sink.figures().linesLost()).as("the line about lost ones is none").isEqualTo(6);
    Files.delete(blocked);
    for (int i = 0; i < 3; i++) {
      time.advance(SECOND);
      sink.accept(event());
      sink.flush();
    }
    sink.lost(4);
    sink.close();
    List<String> lost =
        Files.readAllLines(JournalFiles.list(blocked).get(0)).stream()
            .filter(line -> line.contains("\"event\":\"lost\""))
            .toList();
    assertThat(lost).hasSize(2);
    assertThat(lost.get(0)).contains("\"lines\":6,");
    assertThat(lost.get(1)).contains("\"lines\":4,\"cause\":\"the journal was too slow\"");
    assertThat(sink.figures().linesLost()).isEqualTo(10);
    assertThat(sink.figures().lines()).isEqualTo(5);
  }

  @Test
  void shouldRefuseADirectoryThatAnotherWritesTo() throws IOException {
    try (Closing first = journal(1 << 20, 2 << 20, 0)) {
      first.sink.claim();
      JournalSink second = sink(1 << 20, 2 << 20, 0);
      assertThatThrownBy(second::claim)
          .isInstanceOf(JournalInUseException.class)
          .hasMessage("another kald writes its journal into " + directory);
      second.accept(event());
      second.close();
      assertThat(second.figures().linesLost()).isEqualTo(1);
      assertThat(JournalFiles.list(directory)).isEmpty();
    }
    JournalSink third = sink(1 << 20, 2 << 20, 0);
    third.claim();
    third.close();
  }

  @Test
  void shouldTakeTheLockAgainWhenItIsRemoved() throws IOException {
    try (Closing journal = journal(1 << 20, 2 << 20, 0)) {
      journal.sink.claim();
      journal.probe();
      Files.delete(directory.resolve("kald.lock"));
      journal.probe();
      assertThatThrownBy(sink(1 << 20, 2 << 20, 0)::claim)
          .isInstanceOf(JournalInUseException.class);
      assertThat(lines()).hasSize(2);
      assertThat(JournalFiles.list(directory)).hasSize(1);
    }
  }

  /** Neither lines of both in one directory, nor a silent end: what is lost is counted. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void shouldLeaveTheDirectoryToWhoTookItMeanwhile(boolean whole) throws IOException {
    Path journals = directory.resolve("journal");
    JournalOptions options = new JournalOptions(journals, 1 << 20, DAY, 2 << 20);
    try (Closing first = new Closing(new JournalSink(options, time, time))) {
      first.sink.claim();
      first.probe();
      Path moved = whole ? journals : journals.resolve("kald.lock");
      Files.move(moved, directory.resolve("moved"));
      try (Closing second = new Closing(new JournalSink(options, time, time))) {
        second.sink.claim();
        time.advance(SECOND);
        second.probe();
        first.probe();
        time.advance(SECOND);
        first.probe();
        assertThat(first.sink.figures().linesLost()).isEqualTo(2);
        second.probe();
        assertThat(second.sink.figures().lines()).isEqualTo(2);
        assertThat(JournalFiles.list(journals)).hasSize(whole ? 1 : 2);
      }
      time.advance(SECOND);
      first.probe();
      assertThat(first.sink.figures().lines()).as("one, the lost ones, one").isEqualTo(3);
      assertThat(first.sink.figures().linesLost()).isEqualTo(2);
    }
    assertThat(JournalFiles.list(journals)).hasSize(2);
    assertThat(JournalEntries.read(journals, entry -> {}).unreadable()).isZero();
  }

  @Test
  @Tag("slow")
  void shouldKeepTransitionsWhenTheProbesBesideThemGo() throws IOException {
    try (Closing journal = journal(10_000, 50_000, 90 * DAY)) {
      for (int i = 0; i < 2_000; i++) {
        journal.probe();
        if (i % 100 == 0) {
          journal.sink.accept(Events.changed(web, 0, Events.ALIVE, Events.DYING, time.nanoTime()));
        }
        time.advance(SECOND);
      }
    }
    List<String> lines = lines();
    assertThat(lines.stream().filter(line -> line.contains("\"event\":\"transition\"")))
        .hasSize(20);
    assertThat(lines.stream().filter(line -> line.contains("\"event\":\"probe\"")).count())
        .isBetween(50L, 500L);
    assertThat(lines).as("in their order").isSortedAccordingTo((a, b) -> at(a).compareTo(at(b)));
    long total = 0;
    for (Path file : JournalFiles.list(directory)) {
      total += Files.size(file);
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
          .isEqualTo("rw-r-----");
    }
    assertThat(total).isLessThan(50_000);
    List<JournalEntry> read = new ArrayList<>();
    assertThat(JournalEntries.read(directory, read::add).unreadable()).isZero();
    assertThat(read).hasSameSizeAs(lines);
  }

  @Test
  void shouldLetTransitionsGoWhenTheyAreOldEnough() throws IOException {
    Path old = directory.resolve("kald-20230101T000000.000Z.transitions.jsonl");
    Path young = directory.resolve("kald-20230102T000000.000Z.transitions.jsonl");
    for (Path file : List.of(old, young)) {
      Files.writeString(file, "{\"at\":\"2023-01-01T00:00:00Z\",\"mono\":1,\"event\":\"stop\"}\n");
    }
    written(old, Duration.ofDays(91));
    written(young, Duration.ofDays(89));
    try (Closing journal = journal(1 << 20, 2 << 20, 90 * DAY)) {
      journal.probe();
    }
    assertThat(JournalFiles.list(directory)).doesNotContain(old).contains(young);
  }

  @Test
  void shouldGiveTransitionsHalfOfTheRoomAtMost() throws IOException {
    for (int i = 0; i < 8; i++) {
      Path file = directory.resolve("kald-2023010" + (i + 1) + "T000000.000Z.jsonl");
      String line = "{\"at\":\"2023-01-01T00:00:00Z\",\"mono\":1,\"event\":\"transition\"}\n";
      Files.writeString(file, line.repeat(9_000 / line.length()));
      written(file, Duration.ofDays(1));
    }
    try (Closing journal = journal(10_000, 40_000, 90 * DAY)) {
      journal.probe();
    }
    List<Path> thinned =
        JournalFiles.list(directory).stream().filter(JournalFiles::isThinned).toList();
    assertThat(thinned).hasSize(2);
    assertThat(thinned.get(0).getFileName().toString()).startsWith("kald-2023010");
    assertThat(JournalFiles.list(directory)).as("and the one that is written to").hasSize(3);
  }

  private void written(Path file, Duration ago) throws IOException {
    Files.setLastModifiedTime(file, FileTime.from(time.now().minus(ago)));
  }

  private static String at(String line) {
    return line.substring(7, 34);
  }

  private ProbeEvent event() {
    return Events.probed(web, Events.answered(1_000), Events.ALIVE, time.nanoTime());
  }

  private Path only() throws IOException {
    List<Path> files = JournalFiles.list(directory);
    assertThat(files).hasSize(1);
    return files.get(0);
  }

  private List<String> lines() throws IOException {
    List<String> lines = new ArrayList<>();
    for (Path file : JournalFiles.list(directory)) {
      try (Stream<String> all = Files.lines(file, StandardCharsets.UTF_8)) {
        all.forEach(lines::add);
      }
    }
    return lines;
  }

  private JournalSink sink(long rollBytes, long totalBytes, long transitionsNanos) {
    return new JournalSink(
        new JournalOptions(
            directory,
            rollBytes,
            3_650 * DAY,
            totalBytes,
            JournalOptions.Probes.ALL,
            transitionsNanos),
        time,
        time);
  }

  private Closing journal(long rollBytes, long totalBytes, long transitionsNanos) {
    return new Closing(sink(rollBytes, totalBytes, transitionsNanos));
  }

  private final class Closing implements AutoCloseable {
    private final JournalSink sink;

    Closing(JournalSink sink) {
      this.sink = sink;
    }

    void probe() {
      sink.accept(event());
      sink.flush();
    }

    @Override
    public void close() throws IOException {
      sink.close();
    }
  }
}
