package io.kald.agent.store;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kald.agent.bus.Events;
import io.kald.probe.event.KeepAliveVerdict;
import io.kald.probe.event.PhoneFact;
import io.kald.probe.time.ManualTime;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JournalEntriesTest {
  private static final String HEAD =
      "{\"at\":\"2026-11-21T03:00:00.123456Z\",\"mono\":-7,\"event\":\"x\"";

  private final List<JournalEntry> entries = new ArrayList<>();
  private final Path directory;

  JournalEntriesTest(@TempDir Path directory) {
    this.directory = directory;
  }

  @Test
  void shouldReadWhatTheJournalWrites() throws IOException {
    ManualTime time = new ManualTime();
    long now = time.nanoTime();
    long micros = time.epochNanos() / 1000 * 1000;
    var options = new JournalOptions(directory, 1 << 20, TimeUnit.DAYS.toNanos(1), 2 << 20);
    JournalSink journal = new JournalSink(options, time, time);
    journal.started("0.1.0", "4f2a");
    journal.reloaded(true, "4f2b", List.of("a", "b"));
    PhoneFact sent =
        Events.exchange("c1", PhoneFact.Link.ACTIVE, KeepAliveVerdict.SCCP_ACKED, 1_234_567, now);
    journal.accept(Events.fact(Events.phone("desk"), sent, now));
    journal.accept(Events.fact(Events.phone("desk"), new PhoneFact.Token("c1", false, -1), now));
    journal.close();

    assertThat(JournalEntries.read(directory, entries::add))
        .isEqualTo(new JournalEntries.Reading(4, 0, 0));
    assertThat(entries).extracting(JournalEntry::event).contains("start", "sccp-token");
    assertThat(entries).allMatch(entry -> entry.monoNanos() == now && entry.atNanos() == micros);
    assertThat(only("reload").flag("ok")).isTrue();
    JournalEntry keepAlive = only("sccp-keepalive");
    assertThat(keepAlive.text("node")).isEqualTo("c1");
    assertThat(keepAlive.text("address")).isEqualTo("127.0.0.1");
    assertThat(keepAlive.number("source_port", 0)).isEqualTo(49_152);
    assertThat(keepAlive.spanNanos("rtt", -1)).isEqualTo(1_234_567);
    assertThat(keepAlive.number("sent_mono", 0)).isEqualTo(now - 1_000_000_000);
    assertThat(keepAlive.sentAtNanos()).isEqualTo(micros - 1_000_000_000);
    JournalEntry token = only("sccp-token");
    assertThat(token.sentAtNanos()).isEqualTo(JournalEntry.NO_TIME);
    assertThat(token.flag("granted")).isFalse();
    assertThat(token.spanNanos("wait", -5)).as("null in the journal").isEqualTo(-5);
  }

  /** The date of sending was called {@code sent_at}, and {@code sent} was monotonic. */
  @Test
  void shouldReadTimesOfOlderJournals() {
    String old =
        """
        {"at":"2026-12-01T03:00:01.000000Z","mono":5000,"event":"probe",\
        "sent_at":"2026-12-01T03:00:00.000000Z","due":3000,"sent":4000}""";
    String now =
        """
        {"at":"2026-12-01T03:00:01.000000Z","mono":5000,"event":"probe",\
        "due":"2026-12-01T02:59:59.000000Z","sent":"2026-12-01T03:00:00.000000Z",\
        "due_mono":3000,"sent_mono":4000}""";
    for (String line : List.of(old, now)) {
      JournalEntry entry = JournalEntries.parse(line);
      assertThat(entry).isNotNull();
      assertThat(entry.atNanos() - entry.sentAtNanos()).isEqualTo(1_000_000_000);
      assertThat(entry.number("sent_mono", -1)).isEqualTo(4000);
    }
  }

  private JournalEntry only(String event) {
    return entries.stream().filter(entry -> entry.event().equals(event)).findFirst().orElseThrow();
  }

  @Test
  void shouldKeepWhatIsPlainAndPassOverTheRest() {
    JournalEntry entry =
        JournalEntries.parse(
            HEAD + ",\"t\":\"a\\n\",\"n\":9,\"d\":1.5,\"b\":true,\"z\":null,\"l\":[1],\"o\":{}}");
    assertThat(entry)
        .isEqualTo(
            new JournalEntry(
                1_795_230_000_123_456_000L,
                -7,
                JournalEntry.NO_TIME,
                "x",
                Map.of("t", "a\n", "n", 9L, "d", 1.5, "b", true)));
    assertThat(Objects.requireNonNull(entry).text("n")).isEmpty();
    assertThat(entry.number("t", 3)).isEqualTo(3);
    assertThat(entry.spanNanos("n", 0)).isEqualTo(9_000_000_000L);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "hello",
        "[1]",
        "{}",
        "{\"at\":\"2026-11-",
        "{\"mono\":1,\"event\":\"x\"}",
        "{\"at\":\"2026-11-21T03:00:00Z\",\"event\":\"x\"}",
        "{\"at\":\"2026-11-21T03:00:00Z\",\"mono\":1}",
        "{\"at\":\"2026-11-21T03:00:00Z\",\"mono\":1.5,\"event\":\"x\"}",
        "{\"at\":\"2026-11-21T25:00:00.123456Z\",\"mono\":1,\"event\":\"x\"}",
        "{\"at\":\"9999-11-21T03:00:00.123456Z\",\"mono\":1,\"event\":\"x\"}",
        "{\"at\":\"2026-11-21T03:00:00.12x456Z\",\"mono\":1,\"event\":\"x\"}",
        HEAD + "} {}",
        HEAD + ",\"sent_at\":true}",
        HEAD + ",\"n\":9223372036854775808}",
        HEAD + ",\"n\":1e999999999}",
        HEAD + ",\"n\":111111111111111111111111111111111111111111111111111111111111111}",
        HEAD + ",\"n\":NaN}",
        HEAD + ",\"l\":[[[[[[[[[[]]]]]]]]]]}",
      })
  void shouldCountAsUnreadableWhatIsNoLineOfAJournal(String line) throws IOException {
    assertThat(JournalEntries.parse(line)).isNull();
    assertThat(read(HEAD + "}\n" + line + "\n" + HEAD + "}\n"))
        .isEqualTo(new JournalEntries.Reading(3, 1, 0));
    assertThat(entries).hasSize(2);
  }

  @Test
  void shouldNotBeFilledByLargeLines() throws IOException {
    String names = "f".repeat(300);
    StringBuilder many = new StringBuilder(HEAD);
    for (int i = 0; i < EntryParser.MOST_FIELDS; i++) {
      many.append(",\"f").append(i).append("\":1");
    }
    String large = HEAD + ",\"t\":\"" + "a".repeat(1 << 20) + "\"}\n";
    String deep = HEAD + ",\"l\":" + "[".repeat(100_000) + "\n";
    assertThat(read(large + deep + many + "}\n" + HEAD + ",\"" + names + "\":1}\n" + HEAD + "}\n"))
        .isEqualTo(new JournalEntries.Reading(5, 4, 0));
    assertThat(entries).hasSize(1);
  }

  @Test
  void shouldLeaveOutTheLineThatIsBeingWritten() throws IOException {
    assertThat(read(HEAD + "}\n" + HEAD)).isEqualTo(new JournalEntries.Reading(1, 0, 1));
    assertThat(entries).hasSize(1);
  }

  @Test
  void shouldReadTheFilesOfADirectoryInOrder() throws IOException {
    write("kald-20261121T030000.124Z.jsonl", HEAD + ",\"n\":2}\n");
    write("kald-20261121T030000.123Z.jsonl", HEAD + ",\"n\":1}\n{");
    write("other.jsonl", "hello\n");
    assertThat(JournalEntries.read(directory, entries::add))
        .isEqualTo(new JournalEntries.Reading(2, 0, 1));
    assertThat(entries).extracting(entry -> entry.number("n", 0)).containsExactly(1L, 2L);
  }

  @Test
  void shouldSayWhichFileIsNotThere() {
    assertThatThrownBy(() -> JournalEntries.read(directory.resolve("none"), entries::add))
        .isInstanceOf(NoSuchFileException.class)
        .hasMessageContaining("none");
  }

  private JournalEntries.Reading read(String content) throws IOException {
    return JournalEntries.read(write("any.jsonl", content), entries::add);
  }

  private Path write(String name, String content) throws IOException {
    return Files.write(directory.resolve(name), content.getBytes(UTF_8));
  }
}
