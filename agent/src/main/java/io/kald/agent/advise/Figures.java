package io.kald.agent.advise;

/**
 * What samples look like from afar. Round trips are 0 when all were lost.
 *
 * @param count samples, losses included
 * @param lost how many had no answer
 * @param longestLossRun most losses in a row
 * @param p95Nanos nearest rank, as the other two
 */
public record Figures(
    int count,
    int lost,
    int longestLossRun,
    long leastNanos,
    long medianNanos,
    long p95Nanos,
    long p99Nanos,
    long mostNanos) {
  static Figures of(Samples samples) {
    long[] sorted = samples.sorted();
    int run = 0;
    int longest = 0;
    for (int i = 0; i < samples.count(); i++) {
      run = samples.rttNanos(i) == Samples.LOST ? run + 1 : 0;
      longest = Math.max(longest, run);
    }
    return new Figures(
        samples.count(),
        samples.count() - sorted.length,
        longest,
        rank(sorted, 0),
        rank(sorted, 0.5),
        rank(sorted, 0.95),
        rank(sorted, 0.99),
        rank(sorted, 1));
  }

  /** Share of samples without an answer, 0 to 1. */
  public double loss() {
    return (double) lost / count;
  }

  private static long rank(long[] sorted, double share) {
    if (sorted.length == 0) {
      return 0;
    }
    return sorted[Math.max(0, (int) Math.ceil(share * sorted.length) - 1)];
  }
}
