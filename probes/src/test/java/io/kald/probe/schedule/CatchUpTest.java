package io.kald.probe.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class CatchUpTest {
  private static final long MILLI = 1_000_000;
  private static final long TICK = 10 * MILLI;

  @Test
  void shouldGoToTheTimeOfDayWhenOnTime() {
    assertThat(CatchUp.until(100 * MILLI, 100 * MILLI, TICK)).isEqualTo(100 * MILLI);
    assertThat(CatchUp.until(100 * MILLI, 120 * MILLI, TICK)).isEqualTo(120 * MILLI);
    assertThat(CatchUp.wakeNanos(130 * MILLI, 120 * MILLI, 110 * MILLI, TICK))
        .isEqualTo(130 * MILLI);
  }

  @Test
  void shouldGoOneSlotInHalfATickAfterAShortPause() {
    assertThat(CatchUp.until(100 * MILLI, 160 * MILLI, TICK)).isBetween(100 * MILLI, 109 * MILLI);
    assertThat(CatchUp.wakeNanos(110 * MILLI, 163 * MILLI, 160 * MILLI, TICK))
        .isEqualTo(165 * MILLI);
  }

  @Test
  void shouldCatchUpWithAPauseOfAHalfMinuteWithinASecond() {
    long next = 0;
    long now = 30_000 * MILLI;
    int turns = 0;
    while (now - next > 2 * TICK) {
      next = CatchUp.until(next, now, TICK) + TICK;
      now = CatchUp.wakeNanos(next, now, now, TICK);
      turns++;
    }
    assertThat(now).isLessThan(31_000 * MILLI);
    assertThat(turns).isLessThan(200);
  }

  @Test
  void shouldGoOnAfterAPauseOfAnyLength() {
    for (long pause = MILLI; pause > 0; pause *= 2) {
      assertThat(CatchUp.until(0, pause, 100 * MILLI)).isBetween(0L, Math.max(pause, pause * 2));
    }
    assertThat(CatchUp.until(0, Long.MAX_VALUE, 100 * MILLI)).isPositive();
  }

  @Test
  void shouldTakeTimesOnBothSidesOfTheWrap() {
    long next = Long.MAX_VALUE - 10 * MILLI;
    long now = next + 60 * MILLI;
    assertThat(CatchUp.until(next, now, TICK) - next).isBetween(0L, 9 * MILLI);
    assertThat(CatchUp.wakeNanos(next, now, now, TICK) - now).isEqualTo(5 * MILLI);
  }
}
