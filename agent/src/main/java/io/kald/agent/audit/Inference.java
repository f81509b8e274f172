package io.kald.agent.audit;

import io.kald.agent.flow.Moment;
import io.kald.agent.flow.TcpExchange.Close;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/** Reads settings off a stream. */
final class Inference {
  private static final int MOST_FAILURES = 10;
  private static final double FIT = 0.15;
  private static final double CHANGED = 0.2;
  private static final double MOST = 0.5;

  // deps
  private final Stream stream;

  private Inference(Stream stream) {
    this.stream = stream;
  }

  static Inferred of(Stream stream) {
    return new Inference(stream).infer();
  }

  private Inferred infer() {
    Gaps.Cluster period = Gaps.commonest(gaps(i -> stream.probe(i).answered()));
    int maxFailure = maxFailure();
    Gaps.Cluster retry = Gaps.commonest(gaps(i -> failed(i) && alive(i, maxFailure)));
    Gaps.Cluster down = Gaps.commonest(gaps(i -> failed(i) && !alive(i, maxFailure)));
    long periodNanos = period.count() > 0 ? period.meanNanos() : retry.meanNanos();
    long[] rtts =
        stream.probes().stream()
            .filter(ProbeSeen::answered)
            .mapToLong(ProbeSeen::rttNanos)
            .toArray();
    return new Inferred(
        kind(),
        stream.size(),
        rtts.length,
        (int) stream.probes().stream().filter(ProbeSeen::closedAtOnce).count(),
        periodNanos == 0 ? -1 : periodNanos,
        regular(periodNanos, retry.meanNanos(), down.meanNanos()),
        jitter(period.meanNanos()),
        retry.count() > 0 ? retry.meanNanos() : -1,
        down.count() > 0 ? down.meanNanos() : -1,
        maxFailure,
        close(),
        taken(),
        tooLate(),
        rtts.length == 0 ? -1 : Gaps.rank(rtts, 0.5),
        rtts.length == 0 ? -1 : Gaps.rank(rtts, 0.99),
        PortHabit.of(stream));
  }

  private String kind() {
    long http = stream.probes().stream().filter(p -> p.httpStatus() > 0).count();
    return http > stream.size() * MOST ? "http" : stream.key().kind();
  }

  private long[] gaps(IntPredicate after) {
    return IntStream.range(0, stream.size() - 1)
        .filter(after)
        .mapToLong(stream::gapNanos)
        .toArray();
  }

  private boolean failed(int index) {
    return !stream.probe(index).answered();
  }

  /** Whether the failures up to this one have not yet changed the prober's interval. */
  private boolean alive(int index, int maxFailure) {
    return maxFailure < 0 || failuresUpTo(index) < maxFailure;
  }

  private double regular(long... intervals) {
    int gaps = stream.size() - 1;
    if (gaps < 1) {
      return 0;
    }
    long fitting =
        IntStream.range(0, gaps)
            .filter(i -> LongStream.of(intervals).anyMatch(n -> fits(stream.gapNanos(i), n)))
            .count();
    return (double) fitting / gaps;
  }

  private static boolean fits(long gap, long period) {
    return Math.abs(gap - period) <= period * FIT;
  }

  private long jitter(long period) {
    long[] off =
        IntStream.range(0, Math.max(0, stream.size() - 1))
            .filter(i -> stream.probe(i).answered() && fits(stream.gapNanos(i), period))
            .mapToLong(i -> Math.abs(stream.gapNanos(i) - period))
            .toArray();
    return Gaps.rank(off, 0.95);
  }

  /** The failure after which the interval changes: a prober that now thinks the target dead. */
  private int maxFailure() {
    long before = -1;
    for (int nth = 1; nth <= MOST_FAILURES; nth++) {
      int wanted = nth;
      long now = Gaps.commonest(gaps(i -> failuresUpTo(i) == wanted)).meanNanos();
      if (now == 0) {
        return -1;
      }
      if (before > 0 && Math.abs(now - before) > before * CHANGED) {
        return nth;
      }
      before = now;
    }
    return -1;
  }

  private int failuresUpTo(int index) {
    int failures = 0;
    for (int i = index; i >= 0 && failures <= MOST_FAILURES && !stream.probe(i).answered(); i--) {
      failures++;
    }
    return failures;
  }

  private String close() {
    Map<Close, Integer> counts = new EnumMap<>(Close.class);
    for (ProbeSeen probe : stream.probes()) {
      @Nullable Close close = probe.close();
      if (close != null && probe.closedByProber()) {
        counts.merge(close, 1, Integer::sum);
      }
    }
    return counts.entrySet().stream()
        .max(Map.Entry.comparingByValue())
        .map(most -> most.getKey().name().toLowerCase(Locale.ROOT).replace('_', '-'))
        .orElse("");
  }

  /** The slowest answer after which the prober closed as after any other. */
  private long taken() {
    return stream.probes().stream()
        .filter(p -> p.answered() && inTime(p))
        .mapToLong(ProbeSeen::rttNanos)
        .max()
        .orElse(-1);
  }

  private long tooLate() {
    return stream.probes().stream()
        .filter(p -> p.answered() && !inTime(p))
        .mapToLong(ProbeSeen::rttNanos)
        .min()
        .orElse(-1);
  }

  /**
   * Whether the prober still wanted the answer. One that has given up answers a SYN-ACK by RST
   * where it closes another way at other times.
   */
  private boolean inTime(ProbeSeen probe) {
    @Nullable Moment closing = probe.closing();
    return probe.close() != Close.HALF_OPEN || closing == null || close().equals("half-open");
  }
}
