package io.kald.agent.audit;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/** Dates of packets as people and programs read them; always UTC, as captures have no zone. */
final class Dates {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("HH:mm:ss.SSS", Locale.ROOT).withZone(ZoneOffset.UTC);
  private static final DateTimeFormatter FULL =
      DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss.SSS", Locale.ROOT).withZone(ZoneOffset.UTC);
  private static final DateTimeFormatter ISO =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSS'Z'", Locale.ROOT)
          .withZone(ZoneOffset.UTC);
  private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

  private Dates() {}

  /** {@code 09:22:16.005}. */
  static String time(long nanos) {
    return TIME.format(instant(nanos));
  }

  /** {@code 2005-10-20 09:22:16.005}. */
  static String full(long nanos) {
    return FULL.format(instant(nanos));
  }

  /** {@code 2005-10-20T09:22:16.005000Z}. */
  static String iso(long nanos) {
    return ISO.format(instant(nanos));
  }

  private static Instant instant(long nanos) {
    return Instant.ofEpochSecond(Math.floorDiv(nanos, SECOND), Math.floorMod(nanos, SECOND));
  }
}
