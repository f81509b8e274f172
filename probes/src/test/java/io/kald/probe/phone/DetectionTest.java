package io.kald.probe.phone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kald.probe.PhoneDetection;
import io.kald.probe.PhoneDetection.Geometric;
import io.kald.probe.PhoneDetection.Kind;
import java.util.stream.LongStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DetectionTest {
  private static final long MILLI = 1_000_000;
  private static final Detection NORMAL = Detection.of(PhoneDetection.DEFAULT);
  private static final Detection DELAYED = Detection.of(of(Kind.DELAYED, false));

  @Test
  void shouldDelayAsOlderPhonesDoWhateverThePathIsLike() {
    for (long base : new long[] {MILLI, 300 * MILLI, 1_000 * MILLI}) {
      assertThat(millis(DELAYED.instants(base)))
          .as("CSCtl03634: Delayed really delays")
          .containsExactly(300, 600, 1_000, 1_800, 3_300, 5_800, 10_800, 20_800, 35_800);
    }
  }

  @Test
  void shouldGiveUpInNormalAfterSixIntervalsThatGrowWithTheRatio() {
    assertThat(millis(NORMAL.instants(300 * MILLI)))
        .containsExactly(300, 798, 1_625, 2_997, 5_275, 9_056);
  }

  @ParameterizedTest
  @CsvSource({"200, 6037", "300, 9056", "1000, 30188"})
  void shouldResetInNormalAfterAboutThirtyBases(long baseMillis, long resetMillis) {
    long[] instants = NORMAL.instants(baseMillis * MILLI);
    assertThat(instants[5] / MILLI).isEqualTo(resetMillis);
  }

  @Test
  void shouldTakeAboutFourTimesAsLongInDelayedAsThePhoneGuidesSay() {
    long[] delayed = DELAYED.instants(1);
    long[] normal = NORMAL.instants(300 * MILLI);
    assertThat((double) delayed[8] / normal[5]).isBetween(3.9, 4.1);
  }

  @Test
  void shouldStartFromTheFirstInstantAgainAfterARecovery() {
    Baseline baseline = DefaultBaseline.after(MILLI, 10);
    long[] before = NORMAL.instants(baseline.baseNanos());
    baseline.add(before[4] + MILLI);
    before[0] = Long.MAX_VALUE;
    assertThat(millis(NORMAL.instants(baseline.baseNanos())))
        .as("CSCed01179: the back-off of an outage is over with it")
        .startsWith(200L, 532L);
  }

  @Property
  void shouldOnlyEverLookFurtherAhead(
      @ForAll @LongRange(min = 1, max = 10_000_000_000L) long base,
      @ForAll @IntRange(min = 1, max = 20) int misses) {
    long[] instants = Detection.of(with(1.66, misses)).instants(base);
    assertThat(instants).hasSize(misses).isSorted().startsWith(base);
  }

  @Test
  void shouldHaveNoFastDetectionWithoutAWire() {
    assertThat(Detection.of(of(Kind.NORMAL, true)).instants(MILLI))
        .as("CSCtc43246")
        .isEqualTo(DELAYED.instants(MILLI));
    assertThat(Detection.of(of(Kind.NORMAL, true)).adaptive()).isFalse();
  }

  @Test
  void shouldSayWhyInASentence() {
    assertThat(NORMAL.why(DefaultBaseline.after(50 * MILLI, 3)))
        .isEqualTo(
            "Normal: first interval 300 ms, the starting value, as 3 of 4 KeepAlives are measured,"
                + " each next one 1.66 times as long; sent again after 0.3, 0.8, 1.6, 3.0, 5.3 s,"
                + " reset after 9.1 s.");
    assertThat(DELAYED.why(DefaultBaseline.after(MILLI, 0)))
        .isEqualTo(
            "Delayed: the fixed list of older phones, on every path alike; sent again after 0.3,"
                + " 0.6, 1.0, 1.8, 3.3, 5.8, 10.8, 20.8 s, reset after 35.8 s.");
  }

  @Test
  void shouldRefuseNumbersThatNeverEnd() {
    assertThatThrownBy(() -> Detection.of(with(0.9, 6)))
        .hasMessage("ratio: 0.9, misses: 6 (expected: >= 1)");
    assertThatThrownBy(() -> NORMAL.instants(0)).hasMessage("baseNanos: 0 (expected: > 0)");
  }

  private static PhoneDetection of(Kind kind, boolean wireless) {
    return new PhoneDetection(kind, wireless, Geometric.DEFAULT, 3);
  }

  private static PhoneDetection with(double ratio, int misses) {
    return new PhoneDetection(Kind.NORMAL, false, new Geometric(ratio, misses, 1, 1, 1), 3);
  }

  private static long[] millis(long[] nanos) {
    return LongStream.of(nanos).map(at -> Math.round((double) at / MILLI)).toArray();
  }
}
