package io.kald.agent.trace;

import java.util.Locale;

/** Times of traces as people read them. */
final class Times {
  private Times() {}

  /** {@code 08:48:56.386}, with {@code +1d} ahead of it on the next day. */
  static String text(long millis) {
    long day = millis / DayClock.DAY_MILLIS;
    long rest = millis % DayClock.DAY_MILLIS;
    String time =
        String.format(
            Locale.ROOT,
            "%02d:%02d:%02d.%03d",
            rest / 3_600_000,
            rest / 60_000 % 60,
            rest / 1000 % 60,
            rest % 1000);
    return day == 0 ? time : "+" + day + "d " + time;
  }

  /** {@code 30 s}, {@code 1.5 s}, {@code 250 ms}. */
  static String seconds(long millis) {
    if (millis < 1000) {
      return millis + " ms";
    }
    String text = String.format(Locale.ROOT, "%.1f", millis / 1000.0);
    return (text.endsWith(".0") ? text.substring(0, text.length() - 2) : text) + " s";
  }
}
