package io.kald.agent.store;

import java.time.DateTimeException;
import java.time.Instant;
import java.util.concurrent.TimeUnit;

/**
 * Reads the dates that {@link TimeText} writes, and any other of ISO 8601 in UTC. Lines follow each
 * other within a second, so a second is worked out once. Not for several threads.
 */
final class DateReader {
  private static final int SECOND_LENGTH = "2026-11-21T03:00:00".length();
  private static final int LENGTH = "2026-11-21T03:00:00.123456Z".length();

  /** No date is longer; what is longer is not even tried. */
  private static final int LONGEST = 40;

  // state
  private String second = "";
  private long secondNanos;

  /**
   * Nanoseconds since 1970.
   *
   * @throws DateTimeException when this is no date
   * @throws ArithmeticException when it lies before 1677 or after 2262
   */
  long epochNanos(String date) {
    if (date.length() != LENGTH
        || date.charAt(SECOND_LENGTH) != '.'
        || date.charAt(LENGTH - 1) != 'Z') {
      return parsed(date);
    }
    long micros = 0;
    for (int i = SECOND_LENGTH + 1; i < LENGTH - 1; i++) {
      int digit = date.charAt(i) - '0';
      if (digit < 0 || digit > 9) {
        return parsed(date);
      }
      micros = 10 * micros + digit;
    }
    if (second.isEmpty() || !date.startsWith(second)) {
      secondNanos = parsed(date.substring(0, SECOND_LENGTH) + 'Z');
      second = date.substring(0, SECOND_LENGTH);
    }
    return Math.addExact(secondNanos, TimeUnit.MICROSECONDS.toNanos(micros));
  }

  private static long parsed(String date) {
    if (date.length() > LONGEST) {
      throw new DateTimeException("no date");
    }
    Instant instant = Instant.parse(date);
    return Math.addExact(
        Math.multiplyExact(instant.getEpochSecond(), TimeUnit.SECONDS.toNanos(1)),
        (long) instant.getNano());
  }
}
