package io.kald.agent.quickstart;

import io.kald.agent.text.Printable;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** How values are written for people. Everything is ASCII, so that every terminal shows it. */
final class Texts {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("HH:mm:ss.SSS", Locale.ROOT).withZone(ZoneOffset.UTC);

  private Texts() {}

  /** {@code 12:00:05.123Z web: alive -> dying (1 failure: refused)}. */
  static String sentence(LiveEvent event) {
    return time(event.at())
        + " "
        + event.service()
        + ": "
        + event.from().toUpperCase(Locale.ROOT)
        + " -> "
        + event.to().toUpperCase(Locale.ROOT)
        + (event.reason().isEmpty() ? "" : " (" + Printable.of(event.reason()) + ")");
  }

  static String time(Instant at) {
    return TIME.format(at) + "Z";
  }

  /** At most two units: {@code 9s}, {@code 2m 5s}, {@code 3h 0m}, {@code 4d 1h}. */
  static String age(Duration age) {
    long seconds = Math.max(0, age.toSeconds());
    if (seconds < 60) {
      return seconds + "s";
    }
    if (seconds < 3600) {
      return seconds / 60 + "m " + seconds % 60 + "s";
    }
    if (seconds < 86_400) {
      return seconds / 3600 + "h " + seconds / 60 % 60 + "m";
    }
    return seconds / 86_400 + "d " + seconds / 3600 % 24 + "h";
  }

  static String rtt(long nanos) {
    return nanos < 0 ? "-" : String.format(Locale.ROOT, "%.3f ms", nanos / 1e6);
  }

  /** At most {@code width} characters; a cut is marked. */
  static String fit(String text, int width) {
    if (text.length() <= width) {
      return text;
    }
    return width < 1 ? "" : text.substring(0, width - 1) + "~";
  }

  /** The mark of a result's letter; see {@link #LEGEND}. */
  static char mark(char letter) {
    return switch (letter) {
      case 'a' -> '.';
      case 'r' -> 'x';
      case 'u' -> '-';
      case 'n' -> '!';
      case 's' -> '_';
      default -> '?';
    };
  }

  static final String LEGEND = ". answered  x rejected  - no answer  ! not probed  _ skipped";
}
