package io.kald.agent.timers;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** Times as reports write them. */
final class Spans {
  private static final long MILLI = 1_000_000;
  private static final long SECOND = 1_000 * MILLI;
  private static final long MINUTE = 60 * SECOND;
  private static final long HOUR = 60 * MINUTE;
  private static final DateTimeFormatter DATE =
      DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss.SSS", Locale.ROOT).withZone(ZoneOffset.UTC);

  private Spans() {}

  /** {@code 1h}, {@code 1m30s}, {@code 12.5s}, {@code 300ms}. */
  static String text(long nanos) {
    StringBuilder text = new StringBuilder();
    long rest = part(text, nanos, HOUR, "h");
    rest = part(text, rest, MINUTE, "m");
    if (rest >= SECOND) {
      long tenths = rest * 10 / SECOND;
      text.append(tenths / 10).append(tenths % 10 == 0 ? "" : "." + tenths % 10).append('s');
    } else if (text.length() == 0) {
      text.append(rest / MILLI).append("ms");
    }
    return text.toString();
  }

  /** An idle timer: 0 is for ever. */
  static String timer(long nanos) {
    return nanos == 0 ? "for ever" : text(nanos);
  }

  /** A date of the capture, UTC. */
  static String date(long epochNanos) {
    return DATE.format(
        Instant.ofEpochSecond(
            Math.floorDiv(epochNanos, SECOND), Math.floorMod(epochNanos, SECOND)));
  }

  /** A date of the capture as RFC 3339. */
  static String instant(long epochNanos) {
    return Instant.ofEpochSecond(
            Math.floorDiv(epochNanos, SECOND), Math.floorMod(epochNanos, SECOND))
        .toString();
  }

  static double seconds(long nanos) {
    return (double) nanos / SECOND;
  }

  private static long part(StringBuilder text, long nanos, long unit, String name) {
    if (nanos >= unit) {
      text.append(nanos / unit).append(name);
    }
    return nanos % unit;
  }
}
