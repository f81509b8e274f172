package io.kald.schema;

import java.util.function.IntPredicate;

/** Kinds of ASCII characters; other scripts' letters and digits are none of them. */
public final class Chars {
  private Chars() {}

  /** Whether each character passes. A loop, for a stream costs more than what it is used on. */
  public static boolean all(String text, IntPredicate good) {
    for (int i = 0; i < text.length(); i++) {
      if (!good.test(text.charAt(i))) {
        return false;
      }
    }
    return true;
  }

  /** A decimal digit. */
  public static boolean digit(int c) {
    return c >= '0' && c <= '9';
  }

  /** A hexadecimal digit, in capitals or not. */
  public static boolean hexDigit(int c) {
    return digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
  }

  /** A letter, digit or underscore. */
  public static boolean word(int c) {
    return digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
  }
}
