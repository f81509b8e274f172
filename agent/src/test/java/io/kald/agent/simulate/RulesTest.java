package io.kald.agent.simulate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The rules that know no socket and no clock. */
final class RulesTest {
  private static final long SECOND = 1_000_000_000L;

  /** Near the end of what a long holds: times are compared by subtraction. */
  private static long at(long seconds, long nanos) {
    return Long.MAX_VALUE - 2 * SECOND + seconds * SECOND + nanos;
  }

  @Test
  void shouldKnowADeviceByOneSessionOnly() {
    DeviceTable<String> devices = new DeviceTable<>();

    assertThat(devices.register("a", "first")).isNull();
    assertThat(devices.register("a", "first")).isNull();
    assertThat(devices.register("a", "second")).isEqualTo("first");
    assertThat(devices.unregister("a", "first")).isFalse();
    assertThat(devices.holder("a")).isEqualTo("second");

    Map<String, String> seen = new HashMap<>();
    devices.forEach(seen::put);
    assertThat(seen).containsExactly(Map.entry("a", "second"));
    assertThat(devices.unregister("a", "second")).isTrue();
    assertThat(devices.holder("a")).isNull();
  }

  @Test
  void shouldGrantTokensUntilTheQueueIsFull() {
    TokenBook book = new TokenBook(2, 60 * SECOND);

    assertThat(book.ask("a", at(0, 0))).isTrue();
    assertThat(book.ask("b", at(0, 0))).isTrue();
    assertThat(book.ask("c", at(0, 0))).isFalse();
    assertThat(book.ask("a", at(0, 0))).isTrue();
    book.used("a");
    assertThat(book.ask("c", at(0, 0))).isTrue();
    assertThat(book.held(at(0, 0))).isEqualTo(2);
    book.clear();
    assertThat(book.held(at(0, 0))).isZero();
  }

  @Test
  void shouldLetTokensExpireThatNobodyUses() {
    TokenBook book = new TokenBook(1, 60 * SECOND);
    book.ask("a", at(0, 0));

    assertThat(book.ask("b", at(60, -1))).isFalse();
    assertThat(book.ask("b", at(60, 0))).isTrue();
  }

  @Test
  void shouldExpireTheOldestFirstWhenATokenWasRenewed() {
    TokenBook book = new TokenBook(2, 60 * SECOND);
    book.ask("a", at(0, 0));
    book.ask("b", at(1, 0));
    book.ask("a", at(2, 0));

    assertThat(book.held(at(61, 0))).isEqualTo(1);
    assertThat(book.held(at(62, 0))).isZero();
  }

  @Test
  void shouldGrantNothingFromAQueueWithoutPlaces() {
    assertThat(new TokenBook(0, SECOND).ask("a", at(0, 0))).isFalse();
  }

  @Test
  void shouldAdmitSoManyMessagesInFiveSeconds() {
    Throttle throttle = new Throttle();

    assertThat(throttle.admit(at(0, 0), 2)).isTrue();
    assertThat(throttle.admit(at(4, 0), 2)).isTrue();
    assertThat(throttle.admit(at(5, -1), 2)).isFalse();
    assertThat(throttle.admit(at(5, 0), 2)).isTrue();
    assertThat(throttle.admit(at(5, 0), 2)).isTrue();
    assertThat(throttle.admit(at(5, 0), 2)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "none",
        "hang",
        "stop",
        "kill",
        "slow=500ms",
        "slow=1.5ms",
        "drop",
        "reject",
        "refuse-tokens",
        "reset=restart",
        "reset=reset",
        "reset=apply",
        "throttle"
      })
  void shouldReadAndWriteFaultsAlike(String text) {
    assertThat(Fault.parse(text)).hasToString(text);
    assertThat(Fault.words()).contains(text.replaceAll("=.*", ""));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "hag          | hag (expected: none, hang, stop, kill, slow=TIME, drop, reject,",
        "hang=5s      | hang=5s (expected: hang without an argument)",
        "slow         | 1ms ~ 10m)",
        "slow=11m     | slow",
        "reset=hard   | hard (expected: restart, reset, apply)",
      })
  void shouldSayWhatItExpectedInstead(String text, String message) {
    assertThatThrownBy(() -> Fault.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .satisfies(
            e -> assertThat(e.getMessage()).contains(message.equals("slow") ? "11m" : message));
  }
}
