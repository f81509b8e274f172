package io.kald.agent.advise;

import io.kald.probe.PhoneDetection;
import io.kald.probe.phone.Baseline;
import io.kald.probe.phone.Detection;

/**
 * What one detection would have made of the samples.
 *
 * <p>The model: each sample is what one transmission met. A KeepAlive takes the next sample; if no
 * answer is there at an instant of its list, it is sent again and that transmission takes the next
 * one, and so on. The first answer to any of them acknowledges it. If there is none before the last
 * instant, the phone resets the connection: a false failover, as the pings came from a host that
 * was there. A KeepAlive that the samples end in the midst of is not counted. Nothing is random,
 * and time between samples is not looked at: pings a second apart are taken as neighbours, whatever
 * the instants say.
 *
 * @param keepAlives that were answered or ended in a reset
 * @param falseFailovers how many of them ended in a reset
 * @param lateAnswers how many got the answer to their first transmission only after the first
 *     instant: they were sent again for nothing
 * @param deepest the most instants any KeepAlive passed without an answer
 * @param steps how many instants there are, the reset included
 * @param leastBaseNanos the smallest first interval that was in force
 * @param mostBaseNanos the largest
 */
public record Replay(
    int keepAlives,
    int falseFailovers,
    int lateAnswers,
    int deepest,
    int steps,
    long leastBaseNanos,
    long mostBaseNanos) {
  /** Lays {@code samples} against the instants of {@code settings}, learning as a phone would. */
  static Replay of(PhoneDetection settings, Samples samples) {
    Run run = new Run(Detection.of(settings), Baseline.of(settings.geometric()), samples);
    while (run.next < samples.count()) {
      run.keepAlive();
    }
    return run.result();
  }

  /** Whether a reset was one unanswered transmission away, or came. */
  public boolean nearMiss() {
    return deepest >= steps - 1;
  }

  /** Share of KeepAlives sent again although their answer was on its way. */
  public double lateShare() {
    return keepAlives == 0 ? 0 : (double) lateAnswers / keepAlives;
  }

  /** The state of a replay; lives as long as one call. */
  private static final class Run {
    private static final long NEVER = Long.MAX_VALUE;

    // deps
    private final Detection detection;
    private final Baseline baseline;
    private final Samples samples;

    // state
    private int next;
    private int keepAlives;
    private int falseFailovers;
    private int lateAnswers;
    private int deepest;
    private int steps;
    private long leastBase = NEVER;
    private long mostBase;

    Run(Detection detection, Baseline baseline, Samples samples) {
      this.detection = detection;
      this.baseline = baseline;
      this.samples = samples;
    }

    void keepAlive() {
      long[] instants = instants();
      long first = samples.rttNanos(next);
      long acked = NEVER;
      int sent = 0;
      while (sent < instants.length && next < samples.count()) {
        long at = sent == 0 ? 0 : instants[sent - 1];
        if (acked <= at) {
          break;
        }
        long rtt = samples.rttNanos(next++);
        acked = rtt == Samples.LOST ? acked : Math.min(acked, at + rtt);
        sent++;
      }
      boolean over = sent == instants.length || acked <= instants[sent - 1];
      if (over) {
        count(instants, first, acked);
      }
    }

    private long[] instants() {
      long base = baseline.baseNanos();
      leastBase = Math.min(leastBase, base);
      mostBase = Math.max(mostBase, base);
      long[] instants = detection.instants(base);
      steps = instants.length;
      return instants;
    }

    private void count(long[] instants, long first, long acked) {
      keepAlives++;
      lateAnswers += first != Samples.LOST && first > instants[0] ? 1 : 0;
      int passed = 0;
      while (passed < instants.length && acked > instants[passed]) {
        passed++;
      }
      deepest = Math.max(deepest, passed);
      if (passed == instants.length) {
        falseFailovers++;
      } else {
        baseline.add(acked);
      }
    }

    Replay result() {
      return new Replay(
          keepAlives, falseFailovers, lateAnswers, deepest, steps, leastBase, mostBase);
    }
  }
}
