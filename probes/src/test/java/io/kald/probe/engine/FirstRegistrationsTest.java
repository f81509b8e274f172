package io.kald.probe.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FirstRegistrationsTest {
  @Test
  void shouldNotLetASinglePhoneWait() {
    assertThat(FirstRegistrations.delayNanos("desk", 1)).isZero();
  }

  @ParameterizedTest
  @CsvSource({"100, 1", "1000, 2", "10000, 20", "100000, 20"})
  void shouldSpreadManyEvenlyOverABoundedTime(int phones, int withinSeconds) {
    Map<Long, Long> perSecond =
        IntStream.range(0, phones)
            .mapToLong(i -> FirstRegistrations.delayNanos("phone-" + i, phones) / 1_000_000_000L)
            .boxed()
            .collect(Collectors.groupingBy(Function.identity(), Collectors.counting()));
    assertThat(perSecond.keySet()).allMatch(second -> second < withinSeconds);
    double share = (double) phones / withinSeconds;
    assertThat(perSecond.values()).allMatch(count -> count < 1.2 * share);
  }

  @Test
  void shouldGiveAPhoneTheSameWaitAtEveryStart() {
    assertThat(FirstRegistrations.delayNanos("desk", 500))
        .isEqualTo(FirstRegistrations.delayNanos("desk", 500));
  }
}
