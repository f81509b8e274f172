package io.kald.schema;

import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/** Spans of time as people write them: {@code 5s}, {@code 300ms}, {@code 1m30s}, {@code 5}. */
public final class Durations {
  /** What the JSON Schema says; whether units repeat is for {@link #read} to find. */
  public static final String PATTERN =
      "^([0-9]+(\\.[0-9]{1,3})?(d|h|ms|m|s))+$|^[0-9]+(\\.[0-9]{1,3})?$";

  /** How one is written, for a message. */
  public static final String EXAMPLES = "a time such as 500ms, 5s or 1m30s";

  /** The longest time a CSS takes without a unit; more seconds than these were hardly meant. */
  private static final long MOST_PLAIN_SECONDS = 255;

  /** A millisecond in nanoseconds. */
  public static final long MILLI = 1_000_000L;

  /** A second in nanoseconds. */
  public static final long SECOND = 1_000 * MILLI;

  /** A minute in nanoseconds. */
  public static final long MINUTE = 60 * SECOND;

  /** An hour in nanoseconds. */
  public static final long HOUR = 60 * MINUTE;

  /** A day in nanoseconds. */
  public static final long DAY = 24 * HOUR;

  private static final int MAX_DIGITS = 12;
  private static final int MAX_DECIMALS = 3;

  private Durations() {}

  /** Nanoseconds, or null. A plain number counts seconds, as on the CSS. */
  public static @Nullable Long read(String text) {
    long sum = 0;
    long unitBefore = Long.MAX_VALUE;
    int at = 0;
    while (at < text.length()) {
      int unitAt = endOfNumber(text, at);
      int end = endOfUnit(text, unitAt);
      boolean plain = at == 0 && unitAt == text.length();
      long unit = plain ? SECOND : unit(text.substring(unitAt, end));
      long part = unit < 1 || unit >= unitBefore ? -1 : amount(text.substring(at, unitAt), unit);
      if (part < 0 || part > Long.MAX_VALUE - sum) {
        return null;
      }
      sum += part;
      unitBefore = unit;
      at = end;
    }
    return text.isEmpty() ? null : Long.valueOf(sum);
  }

  /** A plain number that may have been meant as milliseconds: the text of a warning, or null. */
  public static @Nullable String doubt(String text) {
    Long nanos = Numbers.digits(text) ? read(text) : null;
    if (nanos == null || nanos <= MOST_PLAIN_SECONDS * SECOND) {
      return null;
    }
    return "%s without a unit counts seconds: %s (write %ss, or %sms for milliseconds)"
        .formatted(text, write(nanos), text, text);
  }

  private static int endOfNumber(String text, int from) {
    int at = from;
    while (at < text.length() && (Chars.digit(text.charAt(at)) || text.charAt(at) == '.')) {
      at++;
    }
    return at;
  }

  private static int endOfUnit(String text, int from) {
    int at = from;
    while (at < text.length() && Chars.word(text.charAt(at)) && !Chars.digit(text.charAt(at))) {
      at++;
    }
    return at;
  }

  /** A number with up to three decimals, times the unit; -1 when it is none or too large. */
  private static long amount(String number, long unit) {
    int dot = number.indexOf('.');
    String whole = dot < 0 ? number : number.substring(0, dot);
    if (!Numbers.digits(whole) || whole.length() > MAX_DIGITS) {
      return -1;
    }
    long units = Long.parseLong(whole);
    if (units >= Long.MAX_VALUE / unit) {
      return -1;
    }
    if (dot < 0) {
      return units * unit;
    }
    String decimals = number.substring(dot + 1);
    if (!Numbers.digits(decimals) || decimals.length() > MAX_DECIMALS) {
      return -1;
    }
    long thousandths = Long.parseLong((decimals + "00").substring(0, MAX_DECIMALS));
    return units * unit + thousandths * (unit / 1_000);
  }

  /** The shortest text that {@link #read} reads as this span. */
  public static String write(long nanos) {
    StringBuilder out = new StringBuilder();
    long rest = nanos;
    rest = part(out, rest, DAY, "d");
    rest = part(out, rest, HOUR, "h");
    rest = part(out, rest, MINUTE, "m");
    rest = part(out, rest, SECOND, "s");
    if (rest > 0) {
      String millis = BigDecimal.valueOf(rest, 6).stripTrailingZeros().toPlainString();
      out.append(millis).append("ms");
    }
    return out.length() == 0 ? "0s" : out.toString();
  }

  private static long part(StringBuilder out, long nanos, long unit, String name) {
    if (nanos >= unit) {
      out.append(nanos / unit).append(name);
    }
    return nanos % unit;
  }

  /** Nanoseconds of a unit, or 0. */
  private static long unit(String name) {
    return switch (name) {
      case "d" -> DAY;
      case "h" -> HOUR;
      case "m" -> MINUTE;
      case "s" -> SECOND;
      case "ms" -> MILLI;
      default -> 0;
    };
  }
}
