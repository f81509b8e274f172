package io.kald.probe.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CadenceTest {
  @ParameterizedTest
  @CsvSource({"999, -1", "1000, 0", "1004, 0", "1005, 1", "1499, 99", "995, -1", "994, -2"})
  void shouldFindTheSlotOfAMoment(long now, long slot) {
    assertThat(new Cadence(1000, 5).slotAt(now)).isEqualTo(slot);
  }

  @ParameterizedTest
  @CsvSource({"1000, 0", "1001, 1", "1005, 1", "1006, 2", "999, 0", "995, -1"})
  void shouldFindTheFirstSlotFromAMoment(long now, long slot) {
    assertThat(new Cadence(1000, 5).slotFrom(now)).isEqualTo(slot);
  }

  @ParameterizedTest
  @CsvSource({
    "900, 0",
    "1000, 0",
    "1050, 0",
    "1051, 1",
    "1100, 1",
    "1150, 1",
    "1151, 2",
    "4000, 30"
  })
  void shouldSendASlotUpToHalfAPeriodLateAndCountTheOthers(long now, long worthSending) {
    assertThat(new Cadence(1000, 100).firstWorthSending(now)).isEqualTo(worthSending);
  }

  @ParameterizedTest
  @CsvSource({"0, 5, 4, 5", "0, 5, 5, 5", "0, 5, 9, 9"})
  void shouldAskAgainOneIntervalAfterTheStartOrWhenTheProbeHasEnded(
      long due, long interval, long end, long next) {
    assertThat(Cadence.next(due, interval, end)).isEqualTo(next);
  }

  @Property
  void shouldNotNoticeThatTheClockWraps(
      @ForAll @LongRange(min = 1, max = 1_000_000_000_000L) long period,
      @ForAll @LongRange(min = -1_000_000_000_000L, max = 1_000_000_000_000_000L)
          long sinceOrigin) {
    Cadence low = new Cadence(0, period);
    Cadence nearWrap = new Cadence(Long.MAX_VALUE - 7, period);
    long now = Long.MAX_VALUE - 7 + sinceOrigin;
    assertThat(nearWrap.slotAt(now)).isEqualTo(low.slotAt(sinceOrigin));
    assertThat(nearWrap.slotFrom(now)).isEqualTo(low.slotFrom(sinceOrigin));
    assertThat(nearWrap.firstWorthSending(now)).isEqualTo(low.firstWorthSending(sinceOrigin));
  }

  @Property
  void shouldNeverCallASlotWorthSendingThatIsMoreThanHalfAPeriodLate(
      @ForAll @LongRange(min = 2, max = 1_000_000) long period,
      @ForAll @LongRange(min = 0, max = 1_000_000_000) long late) {
    Cadence cadence = new Cadence(0, period);
    long slot = cadence.firstWorthSending(late);
    assertThat(late - cadence.dueAt(slot)).isLessThanOrEqualTo(period / 2);
    assertThat(slot == 0 || late - cadence.dueAt(slot - 1) > period / 2).isTrue();
  }

  @Test
  void shouldRefuseAPeriodThatNeverAdvances() {
    assertThatThrownBy(() -> new Cadence(0, 0)).hasMessage("periodNanos: 0 (expected: > 0)");
  }
}
