package io.kald.agent.log;

import io.kald.agent.text.Printable;

/**
 * {@code key=value}, as Go's logfmt packages write and read it. A value with a space, a quote, an
 * equals sign or anything unprintable is quoted; control characters are escaped, so that text from
 * elsewhere can neither begin a line of its own nor steer a terminal.
 */
final class Logfmt {
  private Logfmt() {}

  /** Replaces every character a key must not have. */
  static String key(String text) {
    String key = text.replaceAll("[^A-Za-z0-9_.-]", "_");
    return key.isEmpty() ? "_" : key;
  }

  static void appendValue(StringBuilder out, String value) {
    if (!value.isEmpty() && value.chars().allMatch(Logfmt::plain)) {
      out.append(value);
      return;
    }
    out.append('"');
    for (int i = 0; i < value.length(); i++) {
      appendQuoted(out, value.charAt(i));
    }
    out.append('"');
  }

  private static boolean plain(int c) {
    return c > ' '
        && c != '"'
        && c != '='
        && c != '\\'
        && !Character.isSpaceChar(c)
        && Printable.shows(c);
  }

  private static void appendQuoted(StringBuilder out, char c) {
    switch (c) {
      case '"', '\\' -> out.append('\\').append(c);
      case '\n' -> out.append("\\n");
      case '\r' -> out.append("\\r");
      case '\t' -> out.append("\\t");
      default -> {
        if (Printable.shows(c)) {
          out.append(c);
        } else {
          Printable.escape(out, c);
        }
      }
    }
  }
}
