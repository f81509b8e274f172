package io.kald.agent.audit;

import java.util.Arrays;

/** The commonest among measured spans: where most of them lie close together. */
final class Gaps {
  private static final double WIDTH = 0.1;
  private static final long LEAST_WIDTH = 20_000_000;

  private Gaps() {}

  /**
   * The densest cluster of some spans.
   *
   * @param meanNanos mean of those in the cluster
   * @param count how many are in it
   * @param of how many there are
   */
  record Cluster(long meanNanos, int count, int of) {
    /** Share of all spans, 0 to 1. */
    double share() {
      return of == 0 ? 0 : (double) count / of;
    }
  }

  /** The densest cluster no wider than a tenth of its spans; of none, an empty one. */
  static Cluster commonest(long[] spans) {
    long[] sorted = spans.clone();
    Arrays.sort(sorted);
    int from = 0;
    int bestFrom = 0;
    int bestTo = 0;
    for (int to = 0; to < sorted.length; to++) {
      while (sorted[to] - sorted[from] > Math.max(LEAST_WIDTH, (long) (sorted[from] * WIDTH))) {
        from++;
      }
      if (to + 1 - from > bestTo - bestFrom) {
        bestFrom = from;
        bestTo = to + 1;
      }
    }
    double sum = 0;
    for (int i = bestFrom; i < bestTo; i++) {
      sum += sorted[i];
    }
    int count = bestTo - bestFrom;
    return new Cluster(count == 0 ? 0 : Math.round(sum / count), count, sorted.length);
  }

  /** The value with {@code share} of all at or below it; 0 of none. */
  static long rank(long[] spans, double share) {
    if (spans.length == 0) {
      return 0;
    }
    long[] sorted = spans.clone();
    Arrays.sort(sorted);
    return sorted[Math.max(0, (int) Math.ceil(share * sorted.length) - 1)];
  }
}
