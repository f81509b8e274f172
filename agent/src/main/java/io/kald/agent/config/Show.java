package io.kald.agent.config;

/** Values as messages show them: on one line, and not too long. */
final class Show {
  private static final int MAX_LENGTH = 60;

  private Show() {}

  static String value(String text) {
    if (text.isEmpty()) {
      return "an empty text";
    }
    StringBuilder out = new StringBuilder();
    int length = Math.min(text.length(), MAX_LENGTH);
    for (int i = 0; i < length; i++) {
      char c = text.charAt(i);
      boolean plain = c >= ' ' && c != 127 && !Character.isISOControl(c) && !isBreak(c);
      out.append(plain ? c : '?');
    }
    return text.length() > MAX_LENGTH ? out + "..." : out.toString();
  }

  /** What stands at a node where something else was wanted. */
  static String kind(Node node) {
    return node.match(
        scalar -> scalar.empty() ? "empty" : value(scalar.text()),
        mapping -> "keys and values",
        list -> "a list");
  }

  // Line and paragraph separators of Unicode.
  private static boolean isBreak(char c) {
    return c == 0x2028 || c == 0x2029;
  }
}
