package io.kald.agent.advise;

import io.kald.probe.PhoneDetection.Kind;
import io.kald.probe.phone.Detection;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The samples as pictures of characters, at most 78 columns wide. */
final class Chart {
  private static final int WIDTH = 72;
  private static final int BAR = 40;
  private static final String HEIGHTS = "▁▂▃▄▅▆▇█";
  private static final char LOSS = '×';
  private static final double MILLI = 1e6;
  private static final double LEAST_MILLIS = 0.1;
  private static final int[] STEPS = {1, 2, 5};

  private Chart() {}

  /** One column a sample, or for several the worst of them; height is logarithmic. */
  static String line(Samples samples) {
    int columns = Math.min(WIDTH, samples.count());
    StringBuilder line = new StringBuilder(columns);
    for (int column = 0; column < columns; column++) {
      int from = (int) ((long) column * samples.count() / columns);
      int to = (int) ((column + 1L) * samples.count() / columns);
      line.append(worst(samples, from, to));
    }
    return line.toString();
  }

  private static char worst(Samples samples, int from, int to) {
    long worst = 0;
    for (int i = from; i < to; i++) {
      if (samples.rttNanos(i) == Samples.LOST) {
        return LOSS;
      }
      worst = Math.max(worst, samples.rttNanos(i));
    }
    double decades = Math.log10(Math.max(LEAST_MILLIS, worst / MILLI) / LEAST_MILLIS);
    return HEIGHTS.charAt((int) Math.min(HEIGHTS.length() - 1, decades * 2));
  }

  /** How many answers took how long, with the instants of both settings where they fall. */
  static List<String> histogram(Samples samples, long baseNanos) {
    long[] sorted = samples.sorted();
    List<Bucket> buckets = buckets(sorted, Math.max(300, baseNanos / MILLI));
    long tallest = buckets.stream().mapToLong(Bucket::count).max().orElse(1);
    List<String> rows = new ArrayList<>();
    for (Bucket bucket : buckets) {
      rows.add(row(bucket, tallest));
      marks(bucket, baseNanos).forEach(rows::add);
    }
    int lost = samples.count() - sorted.length;
    if (lost > 0) {
      rows.add(String.format(Locale.ROOT, "%19s  %s %d", "lost", bar(lost, tallest, LOSS), lost));
    }
    return rows;
  }

  private record Bucket(double fromMillis, double toMillis, long count) {
    boolean holds(long nanos) {
      return nanos / MILLI >= fromMillis && nanos / MILLI < toMillis;
    }
  }

  /** Steps of 1, 2, 5 from the shortest answer to the longest, at least to {@code toMillis}. */
  private static List<Bucket> buckets(long[] sorted, double toMillis) {
    double shortest = sorted.length == 0 ? 100 : sorted[0] / MILLI;
    double longest = sorted.length == 0 ? 0 : sorted[sorted.length - 1] / MILLI;
    List<Bucket> buckets = new ArrayList<>();
    double from = 0;
    for (int step = 0; from <= Math.max(longest, toMillis); step++) {
      int decade = step / STEPS.length;
      double to = LEAST_MILLIS * Math.pow(10, decade) * STEPS[step % STEPS.length];
      if (to > shortest) {
        buckets.add(bucket(sorted, from, to));
      }
      from = to;
    }
    return buckets;
  }

  private static Bucket bucket(long[] sorted, double from, double to) {
    long count = 0;
    for (long rtt : sorted) {
      count += rtt / MILLI >= from && rtt / MILLI < to ? 1 : 0;
    }
    return new Bucket(from, to, count);
  }

  private static String row(Bucket bucket, long tallest) {
    String range = number(bucket.fromMillis()) + " - " + number(bucket.toMillis()) + " ms";
    return String.format(
        Locale.ROOT, "%19s  %s %d", range, bar(bucket.count(), tallest, '#'), bucket.count());
  }

  private static List<String> marks(Bucket bucket, long baseNanos) {
    List<String> marks = new ArrayList<>();
    for (Kind kind : Kind.values()) {
      long[] instants = Detection.of(Advice.settings(kind)).instants(baseNanos);
      for (int k = 0; k < instants.length; k++) {
        if (bucket.holds(instants[k])) {
          String what = k + 1 < instants.length ? " sends again" : " resets";
          marks.add(
              " ".repeat(19) + "  ^ " + Words.millis(instants[k]) + ": " + kind.word() + what);
        }
      }
    }
    return marks;
  }

  private static String bar(long count, long tallest, char mark) {
    long length = tallest == 0 ? 0 : (count * BAR + tallest - 1) / tallest;
    return String.valueOf(mark).repeat((int) Math.min(BAR, length));
  }

  private static String number(double millis) {
    return millis < 1
        ? String.format(Locale.ROOT, "%.1f", millis)
        : String.format(Locale.ROOT, "%.0f", millis);
  }
}
