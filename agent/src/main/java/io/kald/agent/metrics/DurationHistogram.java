package io.kald.agent.metrics;

import io.prometheus.metrics.model.snapshots.ClassicHistogramBuckets;
import io.prometheus.metrics.model.snapshots.Exemplars;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot.HistogramDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.NativeHistogramBuckets;
import java.util.Arrays;

/**
 * Durations, counted both ways Prometheus knows: in 20 classic buckets from 50 microseconds
 * doubling to 26.2 s, and in native buckets that grow by 9 %. Confined to its store's monitor.
 */
final class DurationHistogram {
  private static final int CLASSIC = 20;
  private static final long FIRST_BOUND_NANOS = 50_000;
  private static final double[] BOUNDS = bounds();

  /** Native buckets end at powers of 2^(1/2^SCHEMA). */
  private static final int SCHEMA = 3;

  private static final int PER_OCTAVE = 1 << SCHEMA;
  private static final double[] STEPS = steps();
  private static final double ZERO_THRESHOLD = 0x1p-20;
  private static final int HIGHEST = 20 * PER_OCTAVE;

  // state
  private final Buckets classic = new Buckets();
  private final Buckets fine = new Buckets();
  private long sumNanos;
  private long zeros;

  /** Counts one duration; a negative one counts as none at all. */
  void observe(long durationNanos) {
    long nanos = Math.max(0, durationNanos);
    sumNanos += nanos;
    classic.add(classicIndex(nanos), 1);
    double seconds = nanos / 1e9;
    if (seconds <= ZERO_THRESHOLD) {
      zeros++;
    } else {
      fine.add(Math.min(HIGHEST, nativeIndex(seconds)), 1);
    }
  }

  /** What was counted so far. */
  HistogramDataPointSnapshot snapshot(Labels labels) {
    return new HistogramDataPointSnapshot(
        ClassicHistogramBuckets.of(BOUNDS, classicCounts()),
        SCHEMA,
        zeros,
        ZERO_THRESHOLD,
        nativeBuckets(),
        NativeHistogramBuckets.EMPTY,
        sumNanos / 1e9,
        labels,
        Exemplars.EMPTY,
        0);
  }

  static int classicIndex(long nanos) {
    if (nanos <= FIRST_BOUND_NANOS) {
      return 0;
    }
    long times = (nanos - 1) / FIRST_BOUND_NANOS;
    return Math.min(CLASSIC, Long.SIZE - Long.numberOfLeadingZeros(times));
  }

  /** The bucket whose upper bound 2^(index/8) is the first not below {@code seconds}. */
  static int nativeIndex(double seconds) {
    int exponent = Math.getExponent(seconds);
    double mantissa = seconds / Math.scalb(1.0, exponent);
    int step = 0;
    while (step < PER_OCTAVE && mantissa > STEPS[step]) {
      step++;
    }
    return exponent * PER_OCTAVE + step;
  }

  private long[] classicCounts() {
    long[] counts = new long[CLASSIC + 1];
    for (int i = 0; i <= CLASSIC; i++) {
      counts[i] = classic.count(i);
    }
    return counts;
  }

  private NativeHistogramBuckets nativeBuckets() {
    int[] indexes = new int[fine.size()];
    long[] counts = new long[fine.size()];
    int size = 0;
    for (int i = fine.first(); i < fine.first() + fine.size(); i++) {
      if (fine.count(i) > 0) {
        indexes[size] = i;
        counts[size++] = fine.count(i);
      }
    }
    return NativeHistogramBuckets.of(Arrays.copyOf(indexes, size), Arrays.copyOf(counts, size));
  }

  private static double[] bounds() {
    double[] bounds = new double[CLASSIC + 1];
    for (int i = 0; i < CLASSIC; i++) {
      bounds[i] = (FIRST_BOUND_NANOS << i) / 1e9;
    }
    bounds[CLASSIC] = Double.POSITIVE_INFINITY;
    return bounds;
  }

  private static double[] steps() {
    double[] steps = new double[PER_OCTAVE];
    for (int i = 0; i < PER_OCTAVE; i++) {
      steps[i] = Math.pow(2, (double) i / PER_OCTAVE);
    }
    return steps;
  }
}
