package io.kald.agent.quickstart;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class LiveViewTest {
  private static final LiveRow WEB =
      new LiveRow("web", "dying", Duration.ofSeconds(3), "127.0.0.1:8080", -1, "aaaaarru");
  private static final LiveRow LOOPBACK =
      new LiveRow("loopback", "alive", Duration.ofSeconds(125), "127.0.0.1", 41_000, "ansaaaa");
  private static final LiveEvent EVENT =
      new LiveEvent(
          Instant.parse("2026-11-21T12:00:05.123456Z"),
          "web",
          "alive",
          "dying",
          "1 failure: refused");

  private final StringWriter out = new StringWriter();
  private TerminalSize size = new TerminalSize(80, 24);

  @Test
  void shouldWriteALineForEachChangeWhenItIsNoTerminal() {
    LiveView view = LiveView.of(new PrintWriter(out), false, true);

    view.rows(List.of(WEB, LOOPBACK));
    view.event(EVENT);
    view.rows(List.of(WEB, LOOPBACK));

    assertThat(out.toString())
        .isEqualToNormalizingNewlines("12:00:05.123Z web: ALIVE -> DYING (1 failure: refused)\n");
  }

  @Test
  void shouldDrawServicesAndTheirLastChanges() {
    LiveView view = table(false);

    view.event(EVENT);
    view.rows(List.of(WEB, LOOPBACK));

    assertThat(screen())
        .containsExactly(
            "SERVICE   STATE      FOR      TARGET          RTT          LAST RESULTS",
            "web       DYING      3s       127.0.0.1:8080  -            .....xx-",
            "loopback  ALIVE      2m 5s    127.0.0.1       0.041 ms     .!_....",
            ". answered  x rejected  - no answer  ! not probed  _ skipped",
            "",
            "12:00:05.123Z web: ALIVE -> DYING (1 failure: refused)");
  }

  @Test
  void shouldDrawOverItself() {
    LiveView view = table(false);

    view.rows(List.of(WEB, LOOPBACK));
    view.rows(List.of(WEB, LOOPBACK));

    assertThat(out.toString()).contains("\u001b[J\r\u001b[5A");
  }

  @ParameterizedTest
  @CsvSource({"20, 24, 2", "40, 10, 30", "79, 24, 500", "200, 5, 3", "1, 1, 1", "132, 43, 100"})
  void shouldNeverLeaveTheTerminal(int columns, int rows, int services) {
    size = new TerminalSize(columns, rows);
    LiveView view = table(false);

    for (int i = 0; i < 10; i++) {
      view.event(EVENT);
    }
    view.rows(Collections.nCopies(services, WEB));

    assertThat(screen()).hasSizeLessThanOrEqualTo(Math.max(1, rows - 1));
    assertThat(screen())
        .allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(Math.max(1, columns - 1)));
  }

  @Test
  void shouldShowTheNewestResultsWhenThereIsNoRoomForAll() {
    size = new TerminalSize(62, 24);

    table(false).rows(List.of(WEB));

    assertThat(screen().get(1)).endsWith(" ....xx-");
  }

  @Test
  void shouldColourOnlyWhatItMay() {
    table(true).rows(List.of(WEB));
    assertThat(out.toString()).contains("\u001b[33mDYING\u001b[0m");

    out.getBuffer().setLength(0);
    table(false).rows(List.of(WEB));
    assertThat(out.toString()).doesNotContain("\u001b[3");
  }

  @ParameterizedTest
  @CsvSource({"59, 59s", "60, 1m 0s", "3599, 59m 59s", "3600, 1h 0m", "90000, 1d 1h", "-1, 0s"})
  void shouldWriteAges(long seconds, String text) {
    assertThat(Texts.age(Duration.ofSeconds(seconds))).isEqualTo(text);
  }

  private LiveView table(boolean colours) {
    return new TableView(new PrintWriter(out), new Palette(colours), () -> size);
  }

  private List<String> screen() {
    return out.toString()
        .replaceAll("\u001b\\[[0-9;]*[A-Za-z]", "")
        .lines()
        .map(String::stripTrailing)
        .toList();
  }
}
