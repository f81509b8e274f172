package io.kald.agent.config;

import java.math.BigDecimal;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Spans of time as people write them: {@code 5s}, {@code 300ms}, {@code 1m30s}, {@code 5}. */
final class Durations {
  /** What the JSON Schema says; whether units repeat is for {@link #read} to find. */
  static final String PATTERN = "^([0-9]+(\\.[0-9]+)?(d|h|ms|m|s))+$|^[0-9]+(\\.[0-9]+)?$";

  static final long MILLI = 1_000_000L;
  static final long SECOND = 1_000 * MILLI;
  static final long MINUTE = 60 * SECOND;
  static final long HOUR = 60 * MINUTE;
  static final long DAY = 24 * HOUR;

  private static final int MAX_LENGTH = 40;
  private static final Pattern PART = Pattern.compile("([0-9]+(?:\\.[0-9]+)?)(d|h|ms|m|s)");
  private static final BigDecimal MAX = BigDecimal.valueOf(Long.MAX_VALUE);

  private Durations() {}

  /** Nanoseconds, or null. A plain number counts seconds, as on the CSS. */
  static @Nullable Long read(String text) {
    if (text.length() > MAX_LENGTH) {
      return null;
    }
    if (isNumber(text)) {
      return nanos(new BigDecimal(text).multiply(BigDecimal.valueOf(SECOND)));
    }
    Matcher part = PART.matcher(text);
    BigDecimal sum = BigDecimal.ZERO;
    long unitBefore = Long.MAX_VALUE;
    int at = 0;
    while (at < text.length()) {
      part.region(at, text.length());
      if (!part.lookingAt() || unit(part.group(2)) >= unitBefore) {
        return null;
      }
      unitBefore = unit(part.group(2));
      sum = sum.add(new BigDecimal(part.group(1)).multiply(BigDecimal.valueOf(unitBefore)));
      at = part.end();
    }
    return text.isEmpty() ? null : nanos(sum);
  }

  /** The shortest text that {@link #read} reads as this span. */
  static String write(long nanos) {
    StringBuilder out = new StringBuilder();
    long rest = nanos;
    rest = part(out, rest, DAY, "d");
    rest = part(out, rest, HOUR, "h");
    rest = part(out, rest, MINUTE, "m");
    rest = part(out, rest, SECOND, "s");
    if (rest > 0) {
      BigDecimal millis = BigDecimal.valueOf(rest).divide(BigDecimal.valueOf(MILLI));
      out.append(millis.toPlainString()).append("ms");
    }
    return out.length() == 0 ? "0s" : out.toString();
  }

  private static long part(StringBuilder out, long nanos, long unit, String name) {
    if (nanos >= unit) {
      out.append(nanos / unit).append(name);
    }
    return nanos % unit;
  }

  private static long unit(String name) {
    return switch (name) {
      case "d" -> DAY;
      case "h" -> HOUR;
      case "m" -> MINUTE;
      case "s" -> SECOND;
      default -> MILLI;
    };
  }

  private static @Nullable Long nanos(BigDecimal value) {
    return value.compareTo(MAX) > 0 ? null : Long.valueOf(value.longValue());
  }

  private static boolean isNumber(String text) {
    int dots = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '.' && i > 0 && i < text.length() - 1) {
        dots++;
      } else if (!Chars.digit(c)) {
        return false;
      }
    }
    return !text.isEmpty() && dots <= 1;
  }
}
