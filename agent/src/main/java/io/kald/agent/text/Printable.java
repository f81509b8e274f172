package io.kald.agent.text;

/**
 * Text from elsewhere, fit for a line of a terminal, a log or a page: what would end the line,
 * steer the terminal, hide, or turn the reading direction is written as {@code \u202e}.
 */
public final class Printable {
  private static final String HEX = "0123456789abcdef";

  private Printable() {}

  /** The text, with escapes for what {@link #shows} refuses. */
  public static String of(String text) {
    StringBuilder out = null;
    for (int i = 0; i < text.length(); i += Character.charCount(text.codePointAt(i))) {
      int c = text.codePointAt(i);
      if (!shows(c) && out == null) {
        out = new StringBuilder(text.length() + 16).append(text, 0, i);
      }
      if (out != null) {
        append(out, c);
      }
    }
    return out == null ? text : out.toString();
  }

  private static void append(StringBuilder out, int c) {
    if (shows(c)) {
      out.appendCodePoint(c);
      return;
    }
    for (char part : Character.toChars(c)) {
      escape(out, part);
    }
  }

  /**
   * Whether a code point may be shown as it is: no control character, no mark of direction or of no
   * width, no separator of lines, no half of a pair, nothing that Unicode does not know.
   */
  public static boolean shows(int codePoint) {
    return switch (Character.getType(codePoint)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR,
          Character.UNASSIGNED ->
          false;
      default -> true;
    };
  }

  /** Writes a character as {@code \u202e}. */
  public static void escape(StringBuilder out, char c) {
    out.append("\\u");
    for (int shift = 12; shift >= 0; shift -= 4) {
      out.append(HEX.charAt((c >> shift) & 0xf));
    }
  }
}
