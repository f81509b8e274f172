package io.kald.schema;

import org.jspecify.annotations.Nullable;

/** Amounts of bytes: {@code 64MiB}, {@code 1GiB}, {@code 4096}. */
public final class Sizes {
  /** What the JSON Schema says. */
  public static final String PATTERN = "^[0-9]+(KiB|MiB|GiB|TiB)?$";

  /** How one is written, for a message. */
  public static final String EXAMPLES = "bytes such as 4096, 64MiB or 1GiB";

  private static final String[] UNITS = {"KiB", "MiB", "GiB", "TiB"};
  private static final int MAX_DIGITS = 18;

  private Sizes() {}

  /** Bytes, or null. */
  public static @Nullable Long read(String text) {
    String digits = text;
    int shift = 0;
    for (int i = 0; i < UNITS.length; i++) {
      if (text.endsWith(UNITS[i])) {
        digits = text.substring(0, text.length() - UNITS[i].length());
        shift = 10 * (i + 1);
      }
    }
    if (!Numbers.digits(digits) || digits.length() > MAX_DIGITS) {
      return null;
    }
    long number = Long.parseLong(digits);
    return number > Long.MAX_VALUE >> shift ? null : Long.valueOf(number << shift);
  }

  /** The shortest text that {@link #read} reads as this size. */
  public static String write(long bytes) {
    long number = bytes;
    int unit = 0;
    while (number > 0 && number % 1024 == 0 && unit < UNITS.length) {
      number /= 1024;
      unit++;
    }
    return unit == 0 ? Long.toString(number) : number + UNITS[unit - 1];
  }
}
