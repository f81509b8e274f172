package io.kald.agent.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.kald.agent.timers.FlowKey;
import io.kald.agent.timers.Presets;
import io.kald.agent.timers.TimerRules;
import java.util.concurrent.TimeUnit;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import org.junit.jupiter.api.Test;

final class TimersFileTest {
  @Test
  void shouldBeTheBoxItIsLikeWhereItSaysNothing() throws Exception {
    TimerRules csm = Presets.csm();
    assertThat(TimersFile.parse("csm", "timers:\n  like: csm\n")).isEqualTo(csm);
    assertThat(TimersFile.parse("css", "timers: {like: css}")).isEqualTo(Presets.css());
    assertThat(TimersFile.parse("ace", "timers: {like: ace}")).isEqualTo(Presets.ace());
  }

  @Test
  void shouldTakeWhatItSays() throws Exception {
    TimerRules rules =
        TimersFile.parse(
            "x",
            """
            timers:
              like: csm
              name: after the move
              idle: 10h
              udp-idle: 1m
              pending: 300
              unidirectional: true
              keeps-idle: true
              entries: 500000
            ports:
              - ports: 2000-2002
                idle: 0
              - ports: 80
                idle: 5m
            """);
    assertThat(rules.name()).isEqualTo("after the move");
    assertThat(rules.idleNanos(FlowKey.TCP, 22)).isEqualTo(TimeUnit.HOURS.toNanos(10));
    assertThat(rules.idleNanos(FlowKey.TCP, 2001)).isZero();
    assertThat(rules.idleNanos(FlowKey.TCP, 80)).isEqualTo(TimeUnit.MINUTES.toNanos(5));
    assertThat(rules.idleNanos(FlowKey.UDP, 80)).isEqualTo(TimeUnit.MINUTES.toNanos(1));
    assertThat(rules.pendingNanos()).isEqualTo(TimeUnit.SECONDS.toNanos(300));
    assertThat(rules.unidirectional()).isTrue();
    assertThat(rules.keepsIdle()).isTrue();
    assertThat(rules.entries()).isEqualTo(500_000);
  }

  @Test
  void shouldCountTheMultiplierInUnitsOfSixteenSecondsAndTakeZeroForEver() throws Exception {
    String css = "timers: {like: css, flow-timeout-multiplier: %d}";
    assertThat(TimersFile.parse("x", css.formatted(225)).idleNanos(FlowKey.TCP, 80))
        .isEqualTo(TimeUnit.SECONDS.toNanos(3600));
    assertThat(TimersFile.parse("x", css.formatted(0)).idleNanos(FlowKey.TCP, 22)).isZero();
  }

  @Test
  void shouldNameEveryMistakeWithItsPlace() {
    ConfigException wrong =
        catchThrowableOfType(
            ConfigException.class,
            () ->
                TimersFile.parse(
                    "t.yaml",
                    """
                    timers:
                      like: f5
                      idel: 5s
                      idle: 13500001
                      pending: 70000s
                      flow-timeout-multiplier: 2
                      entries: 1
                    ports:
                      - ports: 80-
                        idle: soon
                      - idle: 5s
                    sevices: []
                    """));
    assertThat(wrong)
        .hasMessage(
            """
            t.yaml:2:9: timers.like: f5 (expected: css | csm | ace)
            t.yaml:3:3: timers.idel: unknown key (did you mean `idle`?)
            t.yaml:4:9: timers.idle: 13500001 (expected: 0s ~ 156d6h)
            t.yaml:5:12: timers.pending: 70000s (expected: 0s ~ 18h12m15s)
            t.yaml:6:28: timers.flow-timeout-multiplier: given beside idle (expected: one of the two)
            t.yaml:7:12: timers.entries: 1 (expected: 2 ~ 1000000000)
            t.yaml:9:12: ports[0].ports: 80- (expected: a port, or a range such as 8000-8099, within 1 ~ 65535)
            t.yaml:10:11: ports[0].idle: soon (expected: a time such as 500ms, 5s or 1m30s; 0s ~ 156d6h)
            t.yaml:11:5: ports[1].ports: missing (expected: a port, or a range such as 8000-8099, within 1 ~ 65535)
            t.yaml:12:1: sevices: unknown section (expected: timers, ports)"""
                .stripTrailing());
  }

  @Test
  void shouldSayWhatAnEmptyFileLacks() {
    ConfigException wrong =
        catchThrowableOfType(ConfigException.class, () -> TimersFile.parse("t.yaml", ""));
    assertThat(wrong)
        .hasMessage("t.yaml:1:1: the file is empty (expected: sections such as timers:)");
  }

  @Property(tries = 1_000)
  void shouldReadAnyTextOrNameItsMistakes(@ForAll("texts") String text) {
    try {
      TimerRules rules = TimersFile.parse("any", text);
      assertThat(rules.capacity()).isPositive();
    } catch (ConfigException e) {
      assertThat(e.problems()).isNotEmpty();
    }
  }

  /** Lines of good files in any order, with garbage among them. */
  @Provide
  Arbitrary<String> texts() {
    Arbitrary<String> lines =
        Arbitraries.of(
            "timers:",
            "ports:",
            "  like: css",
            "  idle: 1h",
            "  flow-timeout-multiplier: 65534",
            "  pending: 0",
            "  entries: 2",
            "  keeps-idle: true",
            "  - ports: 80",
            "    idle: 0",
            "timers: {like: ace}",
            "&a *a !b [");
    Arbitrary<String> garbage = Arbitraries.strings().ascii().ofMaxLength(12);
    return Arbitraries.frequencyOf(Tuple.of(9, lines), Tuple.of(1, garbage))
        .list()
        .ofMaxSize(10)
        .map(all -> String.join("\n", all));
  }
}
