package io.kald.agent.timers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class PresetsTest {
  @ParameterizedTest
  @CsvSource({
    "css, 22, 16",
    "css, 80, 8",
    "csm, 22, 3600",
    "csm, 80, 3600",
    "ace, 22, 3600",
    "ace, 80, 300",
    "ace, 443, 300"
  })
  void shouldHoldIdleConnectionsAsTheBoxDoes(String box, int port, long seconds) {
    assertThat(Presets.named(box).orElseThrow().idleNanos(FlowKey.TCP, port))
        .isEqualTo(TimeUnit.SECONDS.toNanos(seconds));
  }

  @ParameterizedTest
  @CsvSource({"css, 0, true, 2", "csm, 30, false, 1", "ace, 5, false, 1"})
  void shouldAwaitHandshakesAndRemoveAsTheBoxDoes(
      String box, long pendingSeconds, boolean keepsIdle, int entriesEach) {
    TimerRules rules = Presets.named(box).orElseThrow();
    assertThat(rules.pendingNanos()).isEqualTo(TimeUnit.SECONDS.toNanos(pendingSeconds));
    assertThat(rules.keepsIdle()).isEqualTo(keepsIdle);
    assertThat(rules.entriesPerConnection()).isEqualTo(entriesEach);
  }

  @Test
  void shouldKnowTheMillionOfTheCsmAndNoOther() {
    assertThat(Presets.csm().capacity()).isEqualTo(1_000_000);
    assertThat(Presets.css().capacity()).isEqualTo(Long.MAX_VALUE);
    assertThat(Presets.named("f5")).isEmpty();
  }

  @Test
  void shouldRefuseATableWithoutRoomForOneConnection() {
    assertThatThrownBy(() -> Presets.css().withEntries(1))
        .hasMessage("entries: 1 of 2 each (expected: room for one)");
    assertThatThrownBy(() -> new PortIdle(80, 79, 0))
        .hasMessage("ports: 80-79 (expected: a range within 0 ~ 65535)");
    assertThatThrownBy(() -> new TimerRules("x", -1, 0, 0, false, false, List.of(), 0, 1))
        .hasMessage("timers: -1, 0, 0 (expected: >= 0)");
  }
}
