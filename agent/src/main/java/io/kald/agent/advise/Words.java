package io.kald.agent.advise;

import java.util.List;
import java.util.Locale;

/** Times as people write them. */
final class Words {
  private static final int SHOWN = 3;

  private static final double MILLI = 1e6;

  private Words() {}

  /** Milliseconds with as many places as matter: 0.410 ms, 28.1 ms, 412 ms. */
  static String millis(long nanos) {
    double millis = nanos / MILLI;
    String format = millis < 10 ? "%.3f ms" : millis < 100 ? "%.1f ms" : "%.0f ms";
    return String.format(Locale.ROOT, format, millis);
  }

  /** Seconds with one place: 9.1 s. */
  static String seconds(long nanos) {
    return String.format(Locale.ROOT, "%.1f s", nanos / 1e9);
  }

  /** Names for a line: all of a few, of more the first and how many others. */
  static String names(List<String> names) {
    return names.size() <= SHOWN + 1
        ? String.join(", ", names)
        : String.join(", ", names.subList(0, SHOWN)) + " and " + (names.size() - SHOWN) + " more";
  }
}
