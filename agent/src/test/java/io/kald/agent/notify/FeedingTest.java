package io.kald.agent.notify;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How late a schedule may be. */
class FeedingTest {
  @ParameterizedTest
  @CsvSource({
    "30000, 15000,     0, true",
    "30000, 15000,  7499, true",
    "30000, 15000,  7500, false",
    "30000, 15000, 90000, false",
    " 2000,  1000,   499, true",
    " 2000,  1000,   500, false",
  })
  void shouldFeedHalfWayWhileTheScheduleGoesOn(
      long watchdogMillis, long everyMillis, long behindMillis, boolean fed) {
    Feeding feeding = Feeding.of(Duration.ofMillis(watchdogMillis));
    assertThat(feeding.everyNanos()).isEqualTo(everyMillis * 1_000_000);
    assertThat(feeding.progressing(behindMillis * 1_000_000)).isEqualTo(fed);
  }
}
