package io.kald.agent.config;

/** Kinds of ASCII characters; other scripts' letters and digits are none of them. */
final class Chars {
  private Chars() {}

  static boolean digit(int c) {
    return c >= '0' && c <= '9';
  }

  static boolean hexDigit(int c) {
    return digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
  }

  /** A letter, digit or underscore. */
  static boolean word(int c) {
    return digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
  }
}
