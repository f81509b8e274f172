package io.kald.agent.metrics;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Counts by bucket, kept only for the buckets between the lowest and the highest that were met: the
 * times of one target fall into few of them. Half as wide as a {@code long} until one of them would
 * not fit. Confined to its histogram's monitor.
 */
final class Buckets {
  private static final int SLACK = 2;
  private static final int[] NONE = {};

  // state
  private int first;
  private int[] counts = NONE;
  private long @Nullable [] wide;

  /** Adds to one bucket. */
  void add(int index, int times) {
    int at = place(index);
    if (wide == null && counts[at] > Integer.MAX_VALUE - times) {
      wide = Arrays.stream(counts).asLongStream().toArray();
      counts = NONE;
    }
    if (wide == null) {
      counts[at] += times;
    } else {
      wide[at] += times;
    }
  }

  /** The lowest bucket that is kept; any number while there is none. */
  int first() {
    return first;
  }

  /** Buckets kept, from {@link #first} on. */
  int size() {
    return wide == null ? counts.length : wide.length;
  }

  /** What was counted in a bucket; 0 for one that is not kept. */
  long count(int index) {
    int at = index - first;
    if (at < 0 || at >= size()) {
      return 0;
    }
    return wide == null ? counts[at] : wide[at];
  }

  /** Where a bucket lies, after room was made for it. */
  private int place(int index) {
    int size = size();
    if (size == 0) {
      first = index;
    }
    int before = Math.max(0, first - index);
    int after = Math.max(0, index - (first + size - 1));
    if (size == 0 || before > 0 || after > 0) {
      grow(before, size + before + after + (size == 0 ? 0 : SLACK));
    }
    return index - first;
  }

  private void grow(int before, int size) {
    if (wide == null) {
      int[] more = new int[size];
      System.arraycopy(counts, 0, more, before, counts.length);
      counts = more;
    } else {
      long[] more = new long[size];
      System.arraycopy(wide, 0, more, before, wide.length);
      wide = more;
    }
    first -= before;
  }
}
