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
    active.logged(NOON + 300, false, 0, 2_000);
    active.logged(NOON + 30_000 - 500, false, 0, 2_000);
    active.logged(NOON + 60_000, false, 0, 2_000);
    active.ended(NOON - 1_000, NOON + 90_000);
    KaldSays standby = says("cucm2");
    standby.logged(NOON, true, 0, 2_000);
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
    says.logged(NOON, false, 0, 2_000);
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
    says.logged(NOON, false, 0, 2_000);
    says.logged(NOON + 30_000, false, 0, 2_000);
    says.logged(NOON + 45_000, false, 0, 2_000);
    says.logged(NOON + 60_000, true, 0, 2_000);
    says.logged(NOON + 90_000, false, 0, 2_000);
    says.logged(NOON + 120_000, false, 0, 2_000);
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
    says.logged(NOON, false, 0, 2_000);
    says.logged(NOON + 30_000, false, 0, 2_000);
    says.ended(NOON - 1_000, NOON + 40_000);

    assertThat(says.disagreements()).isEmpty();
  }

  /** A node that hung reads all that waited for it at once: that is what kald said of it. */
  @Test
  void shouldTakeQueuedKeepAlivesOfAHungNodeForThoseOfBefore() {
    sent(0, "cucm1", "sccp-acked", 40_001, 0.01);
    sent(30, "cucm1", "tcp-acked-only", 40_001, -1);
    sent(60, "cucm1", "tcp-acked-only", 40_001, -1);
    sent(90, "cucm1", "tcp-acked-only", 40_001, -1);
    sent(400, "cucm1", "sccp-acked", 40_007, 0.01);
    sent(430, "cucm1", "sccp-acked", 40_007, 0.01);
    KaldSays says = says("cucm1");
    says.logged(NOON, false, 40_001, 2_000);
    says.logged(NOON + 91_000, false, 40_001, 2_000);
    says.logged(NOON + 91_000, false, 40_001, 2_000);
    says.logged(NOON + 91_000, false, 40_001, 2_000);
    says.logged(NOON + 400_000, false, 40_007, 2_000);
    says.logged(NOON + 430_000, false, 40_007, 2_000);
    says.ended(NOON - 1_000, NOON + 500_000);

    assertThat(says.disagreements()).isEmpty();
    assertThat(says.compared()).isEqualTo(6);
  }

  @Test
  void shouldTakeLateAnswersForThoseOfBefore() {
    sent(0, "cucm1", "sccp-acked", 40_001, 65);
    sent(30, "cucm1", "sccp-acked", 40_001, 35);
    sent(60, "cucm1", "sccp-acked", 40_001, 5);
    sent(90, "cucm1", "sccp-acked", 40_001, 0.01);
    KaldSays says = says("cucm1");
    says.logged(NOON + 65_000, false, 40_001, 2_000);
    says.logged(NOON + 65_000, false, 40_001, 2_000);
    says.logged(NOON + 65_000, false, 40_001, 2_000);
    says.logged(NOON + 90_000, false, 40_001, 2_000);
    says.ended(NOON - 1_000, NOON + 100_000);

    assertThat(says.disagreements()).isEmpty();
  }

  /** A KeepAlive that reached the node in time and was answered is no queue. */
  @Test
  void shouldStillSayWhereAnAnswerWasLost() {
    sent(0, "cucm1", "sccp-acked", 40_001, 0.01);
    sent(30, "cucm1", "tcp-acked-only", 40_001, -1);
    sent(60, "cucm1", "sccp-acked", 40_001, 0.01);
    KaldSays says = says("cucm1");
    says.logged(NOON, false, 40_001, 2_000);
    says.logged(NOON + 30_000, false, 40_001, 2_000);
    says.logged(NOON + 60_000, false, 40_001, 2_000);
    says.ended(NOON - 1_000, NOON + 100_000);

    assertThat(says.disagreements())
        .containsExactly(
            new Disagreement(NOON + 30_000, "tcp-acked-only", "a KeepAlive, answered"));
  }

  @Test
  void shouldComparePorts() {
    sent(0, "cucm1", "sccp-acked", 40_001, 0.01);
    sent(30, "cucm1", "sccp-acked", 40_001, 0.01);
    KaldSays says = says("cucm1");
    says.logged(NOON, false, 40_001, 2_000);
    says.logged(NOON + 30_000, false, 40_002, 2_000);
    says.ended(NOON - 1_000, NOON + 100_000);

    assertThat(says.count()).isEqualTo(1);
    assertThat(says.disagreements())
        .containsExactly(
            new Disagreement(NOON + 30_000, "one from source port 40001", "one from port 40002"));
  }

  @Test
  void shouldPreferTheKeepAliveOfThePort() {
    sent(0, "cucm1", "tcp-acked-only", 40_001, -1);
    sent(1, "cucm1", "sccp-acked", 40_002, 0.01);
    KaldSays says = says("cucm1");
    says.logged(NOON, false, 40_002, 2_000);
    says.ended(NOON - 1_000, NOON + 100_000);

    assertThat(says.disagreements()).isEmpty();
  }

  @Test
  void shouldReportPortsThatAllDifferOnce() {
    for (int i = 0; i < 10; i++) {
      sent(30L * i, "cucm1", "sccp-acked", 40_001, 0.01);
    }
    KaldSays says = says("cucm1");
    for (int i = 0; i < 10; i++) {
      says.logged(NOON + 30_000L * i, false, 1_024, 2_000);
    }
    says.ended(NOON - 1_000, NOON + 1_000_000);

    assertThat(says.count()).isEqualTo(1);
    assertThat(says.disagreements().get(0).trace())
        .startsWith("one from port 1024, and so all of them");
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
    sent(seconds, node, verdict, 0, -1);
  }

  private void sent(long seconds, String node, String verdict, int port, double rtt) {
    line(
        "\"event\":\"sccp-keepalive\",\"group\":\"desk\","
            + "\"device\":\"SEP001122334455\",\"node\":\""
            + node
            + "\",\"link\":\"active\",\"verdict\":\""
            + verdict
            + "\",\"sent_at\":\""
            + Instant.ofEpochMilli(NOON + seconds * 1000)
            + "\",\"source_port\":"
            + port
            + ",\"sent\":1,\"rtt\":"
            + (rtt < 0 ? "null" : Double.toString(rtt)));
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
