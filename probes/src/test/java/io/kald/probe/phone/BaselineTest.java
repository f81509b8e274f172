package io.kald.probe.phone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kald.probe.PhoneDetection.Geometric;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

class BaselineTest {
  private static final long MILLI = 1_000_000;
  private static final long SECOND = 1_000 * MILLI;

  @Test
  void shouldStartAtThreeHundredMillisecondsUntilFourAnswersAreMeasured() {
    assertThat(DefaultBaseline.after(MILLI, 3).baseNanos()).isEqualTo(300 * MILLI);
    assertThat(DefaultBaseline.after(MILLI, 4).baseNanos()).isEqualTo(200 * MILLI);
  }

  @Test
  void shouldFollowTheFormulaOfRfc6298() {
    Baseline baseline = DefaultBaseline.after(0, 0);
    for (long millis : new long[] {100, 200, 100, 180}) {
      baseline.add(millis * MILLI);
    }
    // srtt 100, 112.5, 110.9375, 119.5703; rttvar 50, 62.5, 50, 54.765625
    assertThat(baseline.baseNanos()).isEqualTo(338_632_812);
    assertThat(baseline.why())
        .isEqualTo(
            "first interval 339 ms = usual answer 120 ms + 4 x spread 55 ms, from 4 KeepAlives");
  }

  @Test
  void shouldSayWhenABoundDecided() {
    assertThat(DefaultBaseline.after(MILLI, 4).why())
        .isEqualTo(
            "first interval 200 ms = usual answer 1.0 ms + 4 x spread 0.2 ms,"
                + " raised to the least allowed, from 4 KeepAlives");
    assertThat(DefaultBaseline.after(2 * SECOND, 4).why())
        .isEqualTo(
            "first interval 1000 ms = usual answer 1000 ms + 4 x spread 211 ms,"
                + " lowered to the most allowed, from 4 KeepAlives");
  }

  @Test
  void shouldNotLearnFromOneAnswerThatMayBeThatOfARetransmission() {
    Baseline baseline = DefaultBaseline.after(MILLI, 100);
    baseline.add(5 * SECOND);
    baseline.add(MILLI);
    baseline.add(5 * SECOND);
    assertThat(baseline.baseNanos()).isEqualTo(200 * MILLI);
    assertThat(baseline.samples()).isEqualTo(101);
  }

  @Test
  void shouldLearnThatAPathHasBecomeSlower() {
    Baseline baseline = DefaultBaseline.after(MILLI, 100);
    for (int i = 0; i < 40; i++) {
      baseline.add(600 * MILLI);
    }
    assertThat(baseline.baseNanos()).isBetween(600 * MILLI, SECOND);
  }

  @Test
  void shouldForgetASlowTime() {
    Baseline baseline = DefaultBaseline.after(SECOND, 10);
    for (int i = 0; i < 40; i++) {
      baseline.add(MILLI);
    }
    assertThat(baseline.baseNanos()).isEqualTo(200 * MILLI);
  }

  @Property
  void shouldStayWithinItsBounds(
      @ForAll List<@LongRange(min = 0, max = 100_000_000_000L) Long> rtts) {
    Baseline baseline = DefaultBaseline.after(0, 0);
    for (long rtt : rtts) {
      baseline.add(rtt);
      assertThat(baseline.baseNanos()).isBetween(200 * MILLI, SECOND);
    }
  }

  @Test
  void shouldRefuseATimeThatIsNone() {
    assertThatThrownBy(() -> DefaultBaseline.after(-1, 1))
        .hasMessage("rttNanos: -1 (expected: >= 0)");
    assertThatThrownBy(() -> Baseline.of(new Geometric(1.66, 6, 0, 1, 1)))
        .hasMessageStartingWith("base: 0 to 1");
  }
}
