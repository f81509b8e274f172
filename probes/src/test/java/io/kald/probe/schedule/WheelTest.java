package io.kald.probe.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class WheelTest {
  private static final long TICK = 1_000_000;

  private final List<Integer> fired = new ArrayList<>();

  @Test
  void shouldNeverFireEarlyAndFireAtTheNextTick() {
    Wheel wheel = new Wheel(0, TICK);
    wheel.arm(3, 5 * TICK + 1);
    wheel.advance(5 * TICK + 999_999, fired::add);
    assertThat(fired).isEmpty();
    wheel.advance(6 * TICK, fired::add);
    assertThat(fired).containsExactly(3);
    assertThat(wheel.armed()).isZero();
  }

  @Test
  void shouldFireWhatIsDueInALaterTurnInThatTurnOnly() {
    Wheel wheel = new Wheel(0, TICK);
    wheel.arm(0, 3 * 8192L * TICK + 10 * TICK);
    wheel.arm(1, 10 * TICK);
    wheel.advance(10 * TICK, fired::add);
    assertThat(fired).containsExactly(1);
    wheel.advance(2 * 8192 * TICK + 11 * TICK, fired::add);
    assertThat(fired).containsExactly(1);
    wheel.advance(3 * 8192 * TICK + 10 * TICK, fired::add);
    assertThat(fired).containsExactly(1, 0);
  }

  @Test
  void shouldFireEverythingOnceAfterAStopOfManyTurns() {
    Wheel wheel = new Wheel(0, TICK);
    for (int i = 0; i < 100; i++) {
      wheel.arm(i, i * 517L * TICK);
    }
    wheel.advance(10L * 8192 * TICK, fired::add);
    assertThat(fired).hasSize(100).doesNotHaveDuplicates();
  }

  @Test
  void shouldMoveAndTakeAwayATimer() {
    Wheel wheel = new Wheel(0, TICK);
    wheel.arm(0, 5 * TICK);
    wheel.arm(1, 5 * TICK);
    wheel.arm(2, 5 * TICK);
    wheel.arm(0, 9 * TICK);
    wheel.disarm(1);
    wheel.disarm(1);
    wheel.disarm(77);
    wheel.advance(5 * TICK, fired::add);
    assertThat(fired).containsExactly(2);
    wheel.advance(9 * TICK, fired::add);
    assertThat(fired).containsExactly(2, 0);
  }

  @Test
  void shouldLetAHandlerArmForNowAndFireItAtTheNextTick() {
    Wheel wheel = new Wheel(0, TICK);
    wheel.arm(0, TICK);
    wheel.advance(
        TICK,
        id -> {
          fired.add(id);
          wheel.arm(id, 0);
        });
    assertThat(fired).containsExactly(0);
    assertThat(wheel.nextNanos()).isEqualTo(2 * TICK);
    wheel.advance(2 * TICK, fired::add);
    assertThat(fired).containsExactly(0, 0);
  }

  @Test
  void shouldSayWhenToWakeNext() {
    Wheel wheel = new Wheel(100 * TICK, TICK);
    wheel.arm(0, 170 * TICK);
    wheel.arm(1, 8292 * TICK);
    assertThat(wheel.nextNanos()).isEqualTo(170 * TICK);
    wheel.disarm(0);
    assertThat(wheel.nextNanos()).isEqualTo(8292 * TICK);
    wheel.disarm(1);
    assertThat(wheel.nextNanos() - 100 * TICK).isEqualTo(Long.MAX_VALUE);
  }

  @Property(tries = 200)
  void shouldFireLikeASortedListWhateverIsDoneToIt(@ForAll long seed, @ForAll boolean nearWrap) {
    Random random = new Random(seed);
    long start = nearWrap ? Long.MAX_VALUE - 50 * TICK : -3 * TICK;
    Wheel wheel = new Wheel(start, TICK);
    Map<Integer, Long> model = new HashMap<>();
    long now = start;
    for (int step = 0; step < 300; step++) {
      int id = random.nextInt(40);
      if (random.nextInt(4) == 0) {
        wheel.disarm(id);
        model.remove(id);
      } else {
        long due = now + random.nextInt(20_000) * TICK;
        wheel.arm(id, due);
        model.put(id, due);
      }
      if (random.nextInt(3) == 0) {
        now += random.nextInt(1 + random.nextInt(12_000)) * TICK;
        fired.clear();
        wheel.advance(now, fired::add);
        assertFired(model, now, start);
      }
      assertThat(wheel.armed()).isEqualTo(model.size());
    }
  }

  private void assertFired(Map<Integer, Long> model, long now, long start) {
    for (int id : fired) {
      assertThat(model.remove(id) - now).as("never early").isLessThanOrEqualTo(0);
    }
    // What was armed for the tick of its arming fires one tick later.
    model.forEach((id, due) -> assertThat(due - now).isGreaterThanOrEqualTo(0));
    assertThat(start).isNotEqualTo(Long.MIN_VALUE);
  }
}
