package io.kald.agent.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class BucketsTest {
  private final Buckets buckets = new Buckets();

  @Test
  void shouldKeepNothingBeforeTheFirstCount() {
    assertThat(buckets.size()).isZero();
    assertThat(buckets.count(7)).isZero();
  }

  @Property
  void shouldCountWhateverTheOrderOfTheBuckets(
      @ForAll List<@IntRange(min = -160, max = 160) Integer> indexes) {
    Buckets counted = new Buckets();
    Map<Integer, Long> expected = new HashMap<>();
    for (int index : indexes) {
      counted.add(index, 1);
      expected.merge(index, 1L, Long::sum);
    }

    for (int index = -170; index <= 170; index++) {
      assertThat(counted.count(index)).isEqualTo(expected.getOrDefault(index, 0L));
    }
  }

  /** At 2,000 probes a second 2^31 are reached after twelve days. */
  @Test
  void shouldCountBeyondWhatAnIntHolds() {
    buckets.add(3, 5);
    buckets.add(4, Integer.MAX_VALUE);
    buckets.add(4, 1);
    buckets.add(4, Integer.MAX_VALUE);
    buckets.add(2, 1);
    buckets.add(9, 2);

    assertThat(buckets.count(2)).isEqualTo(1);
    assertThat(buckets.count(3)).isEqualTo(5);
    assertThat(buckets.count(4)).isEqualTo(2L * Integer.MAX_VALUE + 1);
    assertThat(buckets.count(9)).isEqualTo(2);
  }

  @Test
  void shouldKeepNoMoreThanItMet() {
    buckets.add(100, 1);
    buckets.add(101, 1);

    assertThat(buckets.size()).isLessThan(8);
  }
}
