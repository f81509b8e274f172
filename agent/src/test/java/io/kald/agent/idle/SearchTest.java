package io.kald.agent.idle;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.TimeUnit;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

final class SearchTest {
  private static final long MILLI = TimeUnit.MILLISECONDS.toNanos(1);

  @Test
  void shouldBeContentAfterOneRoundWhenEverythingLives() {
    Search search = new Search(plan(120, 1, 4));
    assertThat(search.next()).containsExactly(nanos(30), nanos(60), nanos(90), nanos(120));
    for (int time : new int[] {30, 60, 90, 120}) {
      search.add(held(time, Fate.KEPT));
    }
    assertThat(search.next()).isEmpty();
    assertThat(search.finding(true)).isEqualTo(new Finding(Fate.KEPT, nanos(120), 0, 0, true, ""));
  }

  @Test
  void shouldPassOverWhatCanTellNothingMore() {
    Search search = new Search(plan(120, 1, 4));
    search.next();
    search.add(held(30, Fate.SILENT));

    assertThat(search.matters(nanos(60))).isFalse();
    // Nothing lived yet, so the shortest time there is comes first.
    assertThat(search.next())
        .containsExactly(nanos(1), 8_250 * MILLI, 15_500 * MILLI, 22_750 * MILLI);
  }

  @Test
  void shouldTakeTheTimeOfAServerThatClosesAsItIs() {
    Search search = new Search(plan(120, 1, 4));
    search.next();
    search.add(held(30, Fate.KEPT));
    search.add(new Held(nanos(120), nanos(47), Fate.CLOSED, 1, ""));

    assertThat(search.next()).isEmpty();
    assertThat(search.finding(true))
        .isEqualTo(new Finding(Fate.CLOSED, nanos(30), nanos(47), 0, true, ""));
  }

  @Test
  void shouldSayThatTimeAloneDoesNotDecide() {
    Search search = new Search(plan(120, 60, 4));
    search.next();
    search.add(held(60, Fate.KEPT));
    search.add(held(30, Fate.SILENT));

    assertThat(search.finding(true).keptLongerNanos()).isEqualTo(nanos(60));
    assertThat(search.finding(true).keptNanos()).isZero();
  }

  @Test
  void shouldGiveUpWithoutAConnection() {
    Search search = new Search(plan(120, 1, 4));
    search.next();
    search.add(new Held(nanos(30), 0, Fate.NOT_CONNECTED, 0, "refused"));

    assertThat(search.next()).isEmpty();
    assertThat(search.finding(true))
        .isEqualTo(new Finding(Fate.NOT_CONNECTED, 0, 0, 0, false, "refused"));
  }

  @Property(tries = 300)
  void shouldCloseInOnAnyTimerWithinTheRoundsItPromised(
      @ForAll @IntRange(min = 1_000, max = 100_000) int timerMillis,
      @ForAll @IntRange(min = 1, max = 20) int parallel,
      @ForAll @IntRange(min = 100, max = 5_000) int resolutionMillis) {
    IdlePlan plan =
        new IdlePlan(
            "h", "h", 1, nanos(120), TimeUnit.MILLISECONDS.toNanos(resolutionMillis), parallel);
    long timer = TimeUnit.MILLISECONDS.toNanos(timerMillis);
    Search search = new Search(plan);
    int rounds = 0;
    for (List<Long> times = search.next(); !times.isEmpty(); times = search.next()) {
      rounds++;
      assertThat(times).isSorted().hasSizeLessThanOrEqualTo(parallel);
      for (long time : times) {
        search.add(new Held(time, time, time < timer ? Fate.KEPT : Fate.SILENT, 1, ""));
      }
    }
    Finding found = search.finding(true);
    assertThat(rounds).isLessThanOrEqualTo(Search.mostRounds(plan));
    assertThat(found.keptNanos()).isLessThan(timer);
    assertThat(found.deadNanos()).isGreaterThanOrEqualTo(timer);
    assertThat(found.deadNanos() - Math.max(found.keptNanos(), IdlePlan.LEAST_NANOS))
        .isLessThanOrEqualTo(plan.resolutionNanos());
  }

  private static IdlePlan plan(int maxSeconds, int resolutionSeconds, int parallel) {
    return new IdlePlan("h", "h", 1, nanos(maxSeconds), nanos(resolutionSeconds), parallel);
  }

  private static Held held(int seconds, Fate fate) {
    return new Held(nanos(seconds), nanos(seconds), fate, 1, "");
  }

  private static long nanos(int seconds) {
    return TimeUnit.SECONDS.toNanos(seconds);
  }
}
