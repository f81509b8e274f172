package io.kald.agent.audit;

import java.util.Locale;

/** Spans of time as people write them. */
final class Span {
  private Span() {}

  /** {@code 10.4 s}, {@code 5.2 ms}, {@code 80 µs}. */
  static String text(long nanos) {
    long size = Math.abs(nanos);
    if (size >= 1_000_000_000L) {
      return plain(nanos / 1e9, size >= 100_000_000_000L ? 0 : 3) + " s";
    }
    return size >= 1_000_000 ? plain(nanos / 1e6, 1) + " ms" : plain(nanos / 1e3, 0) + " µs";
  }

  private static String plain(double value, int places) {
    String text = String.format(Locale.ROOT, "%." + places + "f", value);
    return places == 0 ? text : text.replaceFirst("\\.?0+$", "");
  }
}
