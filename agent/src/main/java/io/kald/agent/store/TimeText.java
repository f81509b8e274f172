package io.kald.agent.store;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/**
 * Writes dates as {@code 2026-11-21T03:00:00.123456Z} and spans as {@code 0.000123456}, without
 * making an object for each. Confined to one thread.
 */
final class TimeText {
  private static final DateTimeFormatter SECOND =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss", Locale.ROOT).withZone(ZoneOffset.UTC);
  private static final long NANOS = 1_000_000_000L;
  private static final int DATE_LENGTH = 27;

  // state
  private final char[] date = new char[DATE_LENGTH];
  private final char[] span = new char[32];
  private long second = Long.MIN_VALUE;
  private int start;

  /** The date; valid until the next call. */
  char[] date(long epochNanos) {
    long wanted = Math.floorDiv(epochNanos, NANOS);
    if (wanted != second) {
      String text = SECOND.format(Instant.ofEpochSecond(wanted));
      text.getChars(0, text.length(), date, 0);
      date[text.length()] = '.';
      date[DATE_LENGTH - 1] = 'Z';
      second = wanted;
    }
    digits(date, DATE_LENGTH - 2, Math.floorMod(epochNanos, NANOS) / 1000, 6);
    return date;
  }

  /**
   * Writes seconds with nine decimals to the end of the returned array; valid until the next call.
   */
  char[] seconds(long nanos) {
    int at = digits(span, span.length - 1, nanos % NANOS, 9);
    span[at--] = '.';
    start = 1 + digits(span, at, nanos / NANOS, 1);
    return span;
  }

  /** Where the span begins that {@link #seconds} wrote. */
  int start() {
    return start;
  }

  /** Writes a number that ends at {@code at}, with at least {@code width} digits. */
  private static int digits(char[] to, int at, long number, int width) {
    long rest = number;
    int next = at;
    for (int i = 0; i < width || rest > 0; i++) {
      to[next--] = (char) ('0' + rest % 10);
      rest /= 10;
    }
    return next;
  }
}
