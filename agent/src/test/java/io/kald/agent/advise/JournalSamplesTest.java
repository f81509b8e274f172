package io.kald.agent.advise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Objects;
import java.util.SortedMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JournalSamplesTest {
  private final StringBuilder lines = new StringBuilder();
  private final Path file;

  JournalSamplesTest(@TempDir Path directory) {
    this.file = directory.resolve("part.jsonl");
  }

  @Test
  void shouldTakeTheKeepAlivesOfEachActiveLink() throws Exception {
    sent("desk", "active", "sccp-acked", 1, "0.002");
    sent("desk", "standby", "tcp-acked-only", 2, "0.003");
    sent("hall", "active", "sccp-acked", 3, "0.004");
    sent("desk", "active", "not-acked", 4, "null");
    sent("desk", "active", "tcp-acked-only", 5, "0.005");
    SortedMap<String, Samples> phones = read();
    assertThat(phones).containsOnlyKeys("desk", "hall");
    assertThat(millis(phones, "desk")).containsExactly(2, Samples.LOST, 5);
    assertThat(millis(phones, "hall")).containsExactly(4);
  }

  @Test
  void shouldBlameThePathNeitherForTheNodeNorForWhatIsNotKnown() throws Exception {
    sent("desk", "active", "closed", 1, "null");
    sent("desk", "active", "reset", 2, "null");
    sent("desk", "active", "unknown", 3, "null");
    assertThat(millis(read(), "desk")).isEmpty();
  }

  @Test
  void shouldTakeALateAnswerInPlaceOfTheLossToldFirst() throws Exception {
    sent("desk", "active", "not-acked", 1, "null");
    sent("desk", "active", "sccp-acked", 2, "0.001");
    sent("desk", "active", "sccp-acked", 1, "31");
    assertThat(millis(read(), "desk")).containsExactly(31_000, 1);
  }

  @Test
  void shouldNotMixTheClocksOfTwoRuns() throws Exception {
    sent("desk", "active", "sccp-acked", 1, "0.001");
    line("\"event\":\"start\"");
    sent("desk", "active", "sccp-acked", 1, "0.002");
    assertThat(millis(read(), "desk")).containsExactly(1, 2);
  }

  @Test
  void shouldGiveNoAdviceOnLossesAlone() throws Exception {
    for (int i = 0; i < 20; i++) {
      sent("desk", "active", "not-acked", i, "null");
    }
    Samples samples = Objects.requireNonNull(read().get("desk"));
    assertThatThrownBy(() -> JournalSamples.advise(samples))
        .isInstanceOf(UnreadableException.class)
        .hasMessageStartingWith("none was answered of 20; with journal.probes: failures");
  }

  @Test
  void shouldFindNoPhoneWhereThereIsNone() throws Exception {
    line("\"event\":\"probe\",\"outcome\":\"answered\",\"rtt\":0.1");
    assertThat(read()).isEmpty();
  }

  private static long[] millis(SortedMap<String, Samples> phones, String phone) {
    Samples samples = Objects.requireNonNull(phones.get(phone));
    return IntStream.range(0, samples.count())
        .mapToLong(samples::rttNanos)
        .map(nanos -> nanos == Samples.LOST ? nanos : nanos / 1_000_000)
        .toArray();
  }

  private SortedMap<String, Samples> read() throws IOException, UnreadableException {
    return JournalSamples.read(Files.writeString(file, lines));
  }

  private void sent(String group, String link, String verdict, long sent, String rtt) {
    line(
        String.format(
            Locale.ROOT,
            "\"event\":\"sccp-keepalive\",\"group\":\"%s\",\"node\":\"c1\",\"link\":\"%s\","
                + "\"verdict\":\"%s\",\"sent\":%d,\"rtt\":%s",
            group,
            link,
            verdict,
            sent,
            rtt));
  }

  private void line(String fields) {
    lines
        .append("{\"at\":\"2026-11-21T03:00:00.000000Z\",\"mono\":1,")
        .append(fields)
        .append("}\n");
  }
}
