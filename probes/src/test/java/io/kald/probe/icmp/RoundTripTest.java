package io.kald.probe.icmp;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

final class RoundTripTest {
  private static final long SECOND = 1_000_000_000L;
  private static final long SENT = 1_700_000_000L * SECOND;

  @Property
  void shouldBeExactWhileNobodySetsTheDate(
      @ForAll @LongRange(min = 0, max = 100 * SECOND) long rtt,
      @ForAll @LongRange(min = 0, max = 100 * SECOND) long waited) {
    long elapsed = rtt + waited;
    assertThat(RoundTrip.nanos(SENT + rtt, SENT, elapsed, SENT + elapsed)).isEqualTo(rtt);
  }

  @Property
  void shouldSurviveADateSetBeforeTheAnswerOrAfterIt(
      @ForAll @LongRange(min = 0, max = 100 * SECOND) long rtt,
      @ForAll @LongRange(min = 0, max = 100 * SECOND) long waited,
      @ForAll @LongRange(min = -1000 * SECOND, max = 1000 * SECOND) long step,
      @ForAll boolean beforeAnswer) {
    long elapsed = rtt + waited;
    long stamp = SENT + rtt + (beforeAnswer ? step : 0);
    long found = RoundTrip.nanos(stamp, SENT, elapsed, SENT + elapsed + step);
    boolean close = Math.abs(found - rtt) <= 200_000;
    assertThat(found == RoundTrip.UNKNOWN || close).isTrue();
    if (Math.abs(step) > elapsed + SECOND) {
      assertThat(close).as("a step longer than the wait cannot be mistaken").isTrue();
    }
  }

  @Property
  void shouldNeverExceedWhatTheMonotonicClockSays(
      @ForAll long stamp, @ForAll long now, @ForAll @LongRange(min = 0) long elapsed) {
    assertThat(RoundTrip.nanos(stamp, SENT, elapsed, now)).isBetween(-1L, elapsed);
  }

  @Test
  void shouldKnowNothingWithoutAStamp() {
    assertThat(RoundTrip.nanos(0, SENT, SECOND, SENT + SECOND)).isEqualTo(RoundTrip.UNKNOWN);
  }

  @Test
  void shouldNotTakeADateByReadingForAStamp() {
    assertThat(RoundTrip.received(1_500, 1_000, 2_000)).isZero();
    assertThat(RoundTrip.received(999, 1_000, 2_000)).isEqualTo(999);
  }

  @Test
  void shouldKeepAStampWhenTheDateWasSetBackMeanwhile() {
    assertThat(RoundTrip.received(9_000, 1_000, 2_000)).isEqualTo(9_000);
  }
}
