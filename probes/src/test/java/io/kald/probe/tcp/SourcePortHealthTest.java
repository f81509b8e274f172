package io.kald.probe.tcp;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class SourcePortHealthTest {
  private static final long REST = 600;

  private final List<String> told = new ArrayList<>();
  private final SourcePortHealth health = health(16, told);
  private long now = Long.MAX_VALUE - 100; // wraps on the way

  private static SourcePortHealth health(int max, List<String> told) {
    return new SourcePortHealth(max, REST, (port, ill) -> told.add(port + (ill ? "!" : ".")));
  }

  /** Ports in order: a capital failed, a small one was answered. */
  private void live(String history) {
    live(health, history);
  }

  private void live(SourcePortHealth over, String history) {
    for (int i = 0; i < history.length(); i++) {
      char c = history.charAt(i);
      now++;
      if (Character.isUpperCase(c)) {
        if (!over.quarantined(c, now)) {
          over.failed(c);
        }
      } else {
        over.succeeded(Character.toUpperCase(c), now);
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "aBca, ''", // once is chance
    "aBcaB, ''", // the second is not known to be the port's before another succeeds
    "aBcaBc, B!",
    "aBaBa, B!", // around counts: one before, one between, one after
    "aBcbaBc, ''", // it succeeded in between
    "BcaBc, ''", // nothing speaks for the target before its first answer
    "aBCdefghijaBCdefghij, 'B!,C!'", // two neighbours
    "aBCdaBCd, ''", // half of all fail: not yet beyond chance
    "aBCdaBCdaBCdaBCd, 'B!,C!'",
    "aBCDEa, ''", // an outage
    "aBCDEaBCDEa, ''",
    "aBBa, ''", // a run of one port's own is no more than one look at the target
    "aBcaBcb, 'B!,B.'",
  })
  void shouldJudge(String history, String expected) {
    live(history);
    assertThat(String.join(",", told.stream().map(SourcePortHealthTest::letter).toList()))
        .isEqualTo(expected);
  }

  private static String letter(String line) {
    int digits = line.length() - 1;
    return (char) Integer.parseInt(line.substring(0, digits)) + line.substring(digits);
  }

  @Test
  void shouldTryAPortAgainWhenItHasRested() {
    live("aBcaBc");
    assertThat(health.quarantined('B', now)).isTrue();
    assertThat(health.quarantined(now)).isEqualTo(1);
    assertThat(health.quarantined('B', now + REST - 1)).isTrue();
    assertThat(health.quarantined('B', now + REST)).isFalse();
    assertThat(told).containsExactly("66!", "66.");
    assertThat(health.ailing()).isZero();
  }

  @Test
  void shouldQuarantineNoMoreThanItsShare() {
    SourcePortHealth two = health(2, told);
    live(two, "aBaaaaaaCaaaaaaDaaaaaa".repeat(4));
    assertThat(two.quarantined(now)).isEqualTo(2);
  }

  @Test
  void shouldTakeALossyTargetForWhatItIs() {
    // Every port fails every other time round, and never twice with no success between.
    live("aBcDeFgHAbCdEfGhaBcDeFgHAbCdEfGh");
    assertThat(told).isEmpty();
  }

  @Property
  void shouldNeverQuarantineWhenEverythingFails(
      @ForAll @Size(max = 300) List<@IntRange(min = 1, max = 40) Integer> ports) {
    List<String> heard = new ArrayList<>();
    SourcePortHealth dead = health(16, heard);
    dead.succeeded(1, now);
    ports.forEach(dead::failed);
    assertThat(dead.quarantined(now)).isZero();
    assertThat(dead.ailing()).isZero();
    dead.succeeded(1, now);
    assertThat(dead.quarantined(now)).isZero();
    assertThat(heard).isEmpty();
  }

  @Property
  void shouldStayWithinItsMemory(
      @ForAll @Size(max = 2000) List<@IntRange(min = -500, max = 500) Integer> history) {
    List<String> heard = new ArrayList<>();
    SourcePortHealth any = health(SourcePortHealth.MAX_AILING, heard);
    for (int step : history) {
      now++;
      if (step < 0 && !any.quarantined(-step, now)) {
        any.failed(-step);
      } else if (step >= 0) {
        any.succeeded(step, now);
      }
      assertThat(any.ailing()).isLessThanOrEqualTo(SourcePortHealth.MAX_AILING);
    }
    int quarantined = any.quarantined(now);
    Map<String, Boolean> ill = new HashMap<>();
    for (String line : heard) {
      boolean falls = line.endsWith("!");
      String port = line.substring(0, line.length() - 1);
      assertThat(Objects.requireNonNullElse(ill.put(port, falls), false)).isNotEqualTo(falls);
    }
    assertThat(ill.values().stream().filter(b -> b)).hasSize(quarantined);
  }

  @Property
  void shouldFindTheStuckPortOfARotation(
      @ForAll @IntRange(min = 3, max = 300) int ports,
      @ForAll @IntRange(min = 0, max = 299) int place,
      @ForAll @IntRange(min = 0, max = 299) int start) {
    List<String> heard = new ArrayList<>();
    SourcePortHealth any = health(1, heard);
    int stuck = place % ports;
    int failures = 0;
    any.succeeded((stuck + 1) % ports, now);
    for (int i = start; i < start + 4 * ports; i++) {
      int port = i % ports;
      if (port != stuck) {
        any.succeeded(port, now);
      } else if (!any.quarantined(port, now)) {
        failures++;
        any.failed(port);
      }
    }
    assertThat(heard).containsExactly(stuck + "!");
    assertThat(failures).isEqualTo(2);
  }

  @Property
  void shouldForgiveEveryPortAnOutage(
      @ForAll @IntRange(min = 4, max = 60) int length,
      @ForAll @IntRange(min = 5, max = 50) int ports,
      @ForAll @IntRange(min = 1, max = 50) int between) {
    List<String> heard = new ArrayList<>();
    SourcePortHealth any = health(16, heard);
    for (int i = 0; i < 5 * (length + between); i++) {
      if (i % (length + between) < between) {
        any.succeeded(i % ports, now);
      } else {
        any.failed(i % ports);
      }
    }
    assertThat(heard).isEmpty();
    assertThat(any.ailing()).isZero();
  }
}
