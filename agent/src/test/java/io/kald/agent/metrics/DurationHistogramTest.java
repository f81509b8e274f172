package io.kald.agent.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.prometheus.metrics.model.snapshots.HistogramSnapshot.HistogramDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DurationHistogramTest {
  private static final long HOUR = 3_600_000_000_000L;

  @ParameterizedTest
  @CsvSource({
    "0, 0",
    "1, 0",
    "50000, 0",
    "50001, 1",
    "100000, 1",
    "100001, 2",
    "26214400000, 19",
    "26214400001, 20",
    "3600000000000, 20"
  })
  void shouldPutADurationIntoTheFirstClassicBucketThatHoldsIt(long nanos, int bucket) {
    assertThat(DurationHistogram.classicIndex(nanos)).isEqualTo(bucket);
  }

  @Test
  void shouldNameBoundsAsAReaderWould() {
    var buckets = new DurationHistogram().snapshot(Labels.EMPTY).getClassicBuckets();

    assertThat(buckets.size()).isEqualTo(21);
    assertThat(buckets.getUpperBound(0)).isEqualTo(5e-05);
    assertThat(buckets.getUpperBound(10)).isEqualTo(0.0512);
    assertThat(buckets.getUpperBound(19)).isEqualTo(26.2144);
    assertThat(buckets.getUpperBound(20)).isInfinite();
  }

  @Property
  void shouldPutADurationBetweenTheBoundsOfItsNativeBucket(
      @ForAll @LongRange(min = 1_000, max = HOUR) long nanos) {
    double seconds = nanos / 1e9;

    int index = DurationHistogram.nativeIndex(seconds);

    assertThat(Math.pow(2, (index - 1) / 8.0)).isLessThan(seconds * (1 + 1e-12));
    assertThat(Math.pow(2, index / 8.0)).isGreaterThanOrEqualTo(seconds * (1 - 1e-12));
  }

  @ParameterizedTest
  @CsvSource({"1, 0", "2, 8", "0.5, -8", "1.0000001, 1", "1.99, 8"})
  void shouldEndNativeBucketsAtPowersOfTheGrowth(double seconds, int index) {
    assertThat(DurationHistogram.nativeIndex(seconds)).isEqualTo(index);
  }

  @Property
  void shouldCountEachDurationOnceInEitherForm(
      @ForAll @LongRange(min = -1_000_000, max = HOUR) long[] durations) {
    DurationHistogram histogram = new DurationHistogram();
    long sum = 0;
    for (long nanos : durations) {
      histogram.observe(nanos);
      sum += Math.max(0, nanos);
    }

    HistogramDataPointSnapshot snapshot = histogram.snapshot(Labels.EMPTY);
    long inNative = snapshot.getNativeZeroCount();
    for (int i = 0; i < snapshot.getNativeBucketsForPositiveValues().size(); i++) {
      inNative += snapshot.getNativeBucketsForPositiveValues().getCount(i);
    }
    assertThat(inNative).isEqualTo(durations.length);
    assertThat(snapshot.getClassicBuckets().stream().mapToLong(b -> b.getCount()).sum())
        .isEqualTo(durations.length);
    assertThat(snapshot.getSum()).isEqualTo(sum / 1e9);
  }
}
