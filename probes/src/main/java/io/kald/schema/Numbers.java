package io.kald.schema;

import org.jspecify.annotations.Nullable;

/** Whole numbers, decimal or {@code 0x} hexadecimal; nothing octal, no underscores, no signs. */
public final class Numbers {
  private static final int MAX_DIGITS = 18;

  private Numbers() {}

  /** Whether it is one decimal digit or more, and nothing else. */
  public static boolean digits(String text) {
    return !text.isEmpty() && Chars.all(text, Chars::digit);
  }

  /** The number, or null when it is none or outside the range. */
  public static @Nullable Long read(String text, long min, long max) {
    if (!digits(text) || text.length() > MAX_DIGITS) {
      return null;
    }
    return within(Long.parseLong(text), min, max);
  }

  /** As {@link #read}, and hexadecimal after {@code 0x}. */
  public static @Nullable Long readHex(String text, long min, long max) {
    if (!text.startsWith("0x") && !text.startsWith("0X")) {
      return read(text, min, max);
    }
    String digits = text.substring(2);
    boolean hex = Chars.all(digits, Chars::hexDigit);
    if (digits.isEmpty() || digits.length() > 15 || !hex) {
      return null;
    }
    return within(Long.parseLong(digits, 16), min, max);
  }

  private static @Nullable Long within(long number, long min, long max) {
    return number < min || number > max ? null : Long.valueOf(number);
  }
}
