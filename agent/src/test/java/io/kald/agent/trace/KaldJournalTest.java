package io.kald.agent.trace;

import static org.assertj.core.api.Assertions.assertThat;

import io.kald.agent.store.JournalEntries;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class KaldJournalTest {
  private static final long NOON = Instant.parse("2026-11-21T12:00:00Z").toEpochMilli();

  private final KaldJournal journal = new KaldJournal(Map.of("desk", "SEP001122334455"));

  @Test
  void shouldAgreeWhenBothSawTheSame() {
    sent(0, "cucm1", "sccp-acked");
    sent(30, "cucm1", "sccp-acked");
    sent(60, "cucm1", "unknown");
    sent(0, "cucm2", "tcp-acked-only");
    KaldSays active = says("cucm1");
    active.logged(NOON + 300, false, 2_000);
    active.logged(NOON + 30_000 - 500, false, 2_000);
    active.logged(NOON + 60_000, false, 2_000);
    active.ended(NOON - 1_000, NOON + 90_000);
    KaldSays standby = says("cucm2");
    standby.logged(NOON, true, 2_000);
    standby.ended(NOON - 1_000, NOON + 90_000);

    assertThat(active.count()).isZero();
    assertThat(standby.count()).isZero();
  }

  @Test
  void shouldSayWhereKaldHadAnAnswerAndTheNodeNothing() {
    sent(0, "cucm1", "sccp-acked");
    sent(30, "cucm1", "sccp-acked");
    sent(60, "cucm1", "sccp-acked");
    KaldSays says = says("cucm1");
    says.logged(NOON, false, 2_000);
    says.ended(NOON, NOON + 50_000);

    assertThat(says.disagreements())
        .containsExactly(new Disagreement(NOON + 30_000, "sccp-acked", "nothing"));
  }

  @Test
  void shouldSayWhereTheNodeSawWhatKaldMissed() {
    sent(0, "cucm1", "sccp-acked");
    sent(30, "cucm1", "not-acked");
    sent(60, "cucm1", "sccp-acked");
    sent(90, "cucm1", "sccp-acked");
    KaldSays says = says("cucm1");
    says.logged(NOON, false, 2_000);
    says.logged(NOON + 30_000, false, 2_000);
    says.logged(NOON + 45_000, false, 2_000);
    says.logged(NOON + 60_000, true, 2_000);
    says.logged(NOON + 90_000, false, 2_000);
    says.logged(NOON + 120_000, false, 2_000);
    says.ended(NOON, NOON + 120_000);

    assertThat(says.disagreements())
        .containsExactly(
            new Disagreement(NOON + 30_000, "not-acked", "a KeepAlive, answered"),
            new Disagreement(NOON + 45_000, "nothing", "a KeepAlive"),
            new Disagreement(
                NOON + 60_000, "sccp-acked", "a KeepAlive on a backup link, without an answer"));
  }

  @Test
  void shouldTakeTheLaterOfTwoLinesOfOneKeepAlive() {
    sent(0, "cucm1", "tcp-acked-only");
    sent(30, "cucm1", "sccp-acked");
    sent(0, "cucm1", "sccp-acked");
    KaldSays says = says("cucm1");
    says.logged(NOON, false, 2_000);
    says.logged(NOON + 30_000, false, 2_000);
    says.ended(NOON - 1_000, NOON + 40_000);

    assertThat(says.disagreements()).isEmpty();
  }

  @Test
  void shouldPassOverWhatItDoesNotKnow() {
    line("\"event\":\"probe\",\"outcome\":\"answered\"");
    line("\"event\":\"x\",\"node\":\"a\",\"new\":[{}]");
    line("\"event\":\"x\",\"node\":\"a\",\"link\":\"active\",\"result\":\"closed\"");
    line(
        "\"event\":\"x\",\"service\":\"s\",\"node\":\"A\",\"link\":\"active\","
            + "\"nested\":{\"node\":\"b\"},\"result\":\"closed\",\"rtt\":null");
    journal.sort();

    assertThat(journal.sent()).isEqualTo(1);
    assertThat(journal.unreadable()).as("a KeepAlive of nobody").isEqualTo(1);
    assertThat(journal.says("a", "S", true)).isNotNull();
    assertThat(journal.says("b", "s", true)).isNull();
  }

  @Test
  void shouldCountTheLinesItCannotRead(@TempDir Path directory) throws IOException {
    Path file = Files.writeString(directory.resolve("some.jsonl"), "[1]\n{\"at\":\"2026-11-\n{}");
    assertThat(KaldJournal.read(file, Map.of()).unreadable()).isEqualTo(2);
  }

  @Test
  void shouldTakeAnUnnamedLinkForTheOnlyDevice() {
    sent(0, "cucm1", "sccp-acked");
    assertThat(says("cucm1")).isSameAs(journal.says("CUCM1", "10.1.1.13:5", false));
    assertThat(journal.says("cucm1", "SEP2", true)).isNull();
  }

  private void sent(long seconds, String node, String verdict) {
    line(
        "\"event\":\"sccp-keepalive\",\"group\":\"desk\","
            + "\"device\":\"SEP001122334455\",\"node\":\""
            + node
            + "\",\"link\":\"active\",\"verdict\":\""
            + verdict
            + "\",\"sent_at\":\""
            + Instant.ofEpochMilli(NOON + seconds * 1000)
            + "\",\"sent\":1,\"rtt\":null");
    journal.sort();
  }

  private void line(String fields) {
    String line = "{\"at\":\"2026-11-21T13:00:00Z\",\"mono\":1," + fields + "}";
    journal.entry(Objects.requireNonNull(JournalEntries.parse(line)));
  }

  private KaldSays says(String node) {
    return Objects.requireNonNull(journal.says(node, "SEP001122334455", true));
  }
}
