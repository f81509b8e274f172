package io.kald.agent.simulate;

/** What came from the network, fit for a terminal and a file of lines. */
final class Printable {
  private Printable() {}

  /** The text with a question mark for each control character. */
  static String of(String text) {
    StringBuilder plain = new StringBuilder(text);
    replaceIn(plain, 0);
    return plain.toString();
  }

  /** Does the same in place, from {@code start} on. */
  static void replaceIn(StringBuilder text, int start) {
    for (int i = start; i < text.length(); i++) {
      if (Character.isISOControl(text.charAt(i))) {
        text.setCharAt(i, '?');
      }
    }
  }
}
