package io.kald.agent.config;

import io.kald.schema.Numbers;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Device names that differ in some digits only: {@code SEP0011223344[00-99]}. Both ends belong to
 * it. Ends of decimal digits alone are counted decimally, others hexadecimally.
 *
 * @param first the number in the first name
 * @param last the number in the last name, at most {@link #MOST} - 1 more
 * @param width how many digits it has
 * @param radix 10 or 16
 */
record DeviceRange(String before, int first, int last, int width, int radix, String after) {
  /** How many phones one entry may make. */
  static final int MOST = 10_000;

  static final String EXPECTED =
      "SEP and 12 hexadecimal digits, some of them as a range that rises, such as"
          + " SEP0011223344[00-99] or SEP0011223344[00-FF], of at most "
          + MOST
          + " phones";

  /** What it looks like; the ends of a range may still be wrong. */
  static final Pattern FORM =
      Pattern.compile(
          "([Ss][Ee][Pp][0-9A-Fa-f]{0,11})\\[([0-9A-Fa-f]{1,5})-([0-9A-Fa-f]{1,5})\\]([0-9A-Fa-f]{0,11})");

  private static final int NAME_LENGTH = 15;
  private static final int DECIMAL = 10;
  private static final int HEXADECIMAL = 16;

  /** Reads it, in capitals whatever was written; null when it is none. */
  static @Nullable DeviceRange read(String text) {
    Matcher form = FORM.matcher(text.toUpperCase(Locale.ROOT));
    if (!form.matches()) {
      return null;
    }
    String from = form.group(2);
    String to = form.group(3);
    int length = form.group(1).length() + from.length() + form.group(4).length();
    if (from.length() != to.length() || length != NAME_LENGTH) {
      return null;
    }
    int radix = Numbers.digits(from + to) ? DECIMAL : HEXADECIMAL;
    int first = Integer.parseInt(from, radix);
    int last = Integer.parseInt(to, radix);
    return first > last || last - first >= MOST
        ? null
        : new DeviceRange(form.group(1), first, last, from.length(), radix, form.group(4));
  }

  /** The digits in which its names differ, in order. */
  List<String> digits() {
    return IntStream.rangeClosed(first, last).mapToObj(this::digits).toList();
  }

  private String digits(int number) {
    String text = Integer.toString(number, radix).toUpperCase(Locale.ROOT);
    return "0".repeat(width - text.length()) + text;
  }

  /** The name with those digits. */
  String device(String digits) {
    return before + digits + after;
  }

  /** As {@link #read} reads it. */
  @Override
  public String toString() {
    return before + "[" + digits(first) + "-" + digits(last) + "]" + after;
  }
}
