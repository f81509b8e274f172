package io.kald.probe.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

class StaggerTest {
  @Property
  void shouldStayInsideThePeriodOnAWholeTick(
      @ForAll String name, @ForAll @LongRange(min = 1, max = 3_600_000) long periodMillis) {
    long tick = 4_000_000;
    long phase = Stagger.phaseNanos(name, periodMillis * 1_000_000, tick);
    assertThat(phase).isBetween(0L, Math.max(0, periodMillis * 1_000_000 - 1));
    assertThat(phase % tick).isZero();
  }

  @Test
  void shouldSpreadNeighbouringNamesSoThatNoHundredthOfThePeriodIsCrowded() {
    int[] bins = new int[100];
    for (int i = 0; i < 10_000; i++) {
      bins[(int) Stagger.phaseNanos("service-" + i, 100, 1)]++;
    }
    assertThat(java.util.Arrays.stream(bins).boxed())
        .allSatisfy(count -> assertThat(count).isBetween(50, 200));
  }

  @Test
  void shouldGiveANameTheSamePhaseAtEveryStart() {
    assertThat(Stagger.phaseNanos("kal-test", 5_000_000_000L, 4_000_000))
        .isEqualTo(Stagger.phaseNanos("kal-test", 5_000_000_000L, 4_000_000));
  }
}
