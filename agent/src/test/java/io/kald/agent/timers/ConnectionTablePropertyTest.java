package io.kald.agent.timers;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

final class ConnectionTablePropertyTest {
  private static final int CAPACITY = 4;

  /** A packet some time after the one before. */
  record Step(int seconds, FlowKey key, int flags) {}

  @Property(tries = 500)
  void shouldNeverHoldMoreThanFitsNorLoseCount(
      @ForAll("steps") List<Step> steps, @ForAll("boxes") TimerRules rules) {
    Talk talk = new Talk(rules);
    int now = 0;
    for (Step step : steps) {
      now += step.seconds();
      talk.table.onPacket(Talk.nanos(now), step.key(), step.flags());
      TableCounts counts = talk.counts();
      assertThat(counts.current()).isBetween(0L, (long) CAPACITY);
      assertThat(counts.peak()).isBetween(counts.current(), (long) CAPACITY);
      assertThat(counts.created()).isEqualTo(counts.destroyed() + counts.current());
      assertThat(counts.timedOut() + counts.reused()).isLessThanOrEqualTo(counts.destroyed());
      assertThat(counts.cut()).isEqualTo(talk.cuts.size());
      assertThat(counts.cut() + counts.lateCloses())
          .isLessThanOrEqualTo(counts.destroyed() + counts.noRoom());
    }
  }

  @Property(tries = 500)
  void shouldCutEachConnectionOnceAndOnlyAfterItWasRemoved(@ForAll("steps") List<Step> steps) {
    Talk talk = new Talk(Presets.csm());
    int now = 0;
    for (Step step : steps) {
      now += step.seconds();
      talk.table.onPacket(Talk.nanos(now), step.key(), step.flags());
    }
    Set<ConnectionId> seen = new HashSet<>();
    for (Cut cut : talk.cuts) {
      assertThat(seen.add(cut.connection())).isTrue();
      assertThat(cut.removedNanos()).isBetween(cut.idleFromNanos(), cut.cutNanos());
    }
  }

  @Property(tries = 200)
  void shouldBeEmptyWhenEveryTimerIsOver(@ForAll("steps") List<Step> steps) {
    Talk talk = new Talk(Presets.csm());
    int now = 0;
    for (Step step : steps) {
      now += step.seconds();
      talk.table.onPacket(Talk.nanos(now), step.key(), step.flags());
    }
    assertThat(talk.until(now + 3600).counts().current()).isZero();
  }

  @Provide
  Arbitrary<TimerRules> boxes() {
    return Arbitraries.of(
        Presets.csm().withEntries(CAPACITY),
        Presets.ace().withEntries(CAPACITY),
        Presets.css().withEntries(2 * CAPACITY + 1),
        Presets.css().withEntries(2 * CAPACITY).busy());
  }

  @Provide
  Arbitrary<List<Step>> steps() {
    Arbitrary<FlowKey> keys =
        Combinators.combine(
                Arbitraries.integers().between(40_000, 40_007),
                Arbitraries.of(80, 2000),
                Arbitraries.of(FlowKey.TCP, FlowKey.TCP, FlowKey.UDP),
                Arbitraries.of(true, false))
            .as(
                (port, serverPort, protocol, reversed) -> {
                  FlowKey key = Talk.key(protocol, port, serverPort);
                  return reversed ? key.reversed() : key;
                });
    return Combinators.combine(
            Arbitraries.of(0, 0, 1, 3, 8, 20, 300, 4000),
            keys,
            Arbitraries.integers().between(0, 31))
        .as(Step::new)
        .list()
        .ofMaxSize(120);
  }
}
