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
  private final long[] classic = new long[CLASSIC + 1];
  private long sumNanos;
  private long zeros;
  private long[] window = new long[PER_OCTAVE];
  private int windowStart = Integer.MIN_VALUE;

  /** Counts one duration; a negative one counts as none at all. */
  void observe(long durationNanos) {
    long nanos = Math.max(0, durationNanos);
    sumNanos += nanos;
    classic[classicIndex(nanos)]++;
    double seconds = nanos / 1e9;
    if (seconds <= ZERO_THRESHOLD) {
      zeros++;
    } else {
      count(Math.min(HIGHEST, nativeIndex(seconds)));
    }
  }

  /** What was counted so far. */
  HistogramDataPointSnapshot snapshot(Labels labels) {
    return new HistogramDataPointSnapshot(
        ClassicHistogramBuckets.of(BOUNDS, classic),
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

  private void count(int index) {
    if (windowStart == Integer.MIN_VALUE) {
      windowStart = index - PER_OCTAVE / 2;
    }
    int before = Math.max(0, windowStart - index);
    int after = Math.max(0, index - (windowStart + window.length - 1));
    if (before > 0 || after > 0) {
      long[] wider = new long[window.length + before + after + 2];
      System.arraycopy(window, 0, wider, before, window.length);
      window = wider;
      windowStart -= before;
    }
    window[index - windowStart]++;
  }

  private NativeHistogramBuckets nativeBuckets() {
    int[] indexes = new int[window.length];
    long[] counts = new long[window.length];
    int size = 0;
    for (int i = 0; i < window.length; i++) {
      if (window[i] > 0) {
        indexes[size] = windowStart + i;
        counts[size++] = window[i];
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
