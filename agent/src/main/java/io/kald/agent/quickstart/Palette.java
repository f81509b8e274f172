package io.kald.agent.quickstart;

/** Colours of a terminal, or none. */
record Palette(boolean colours) {
  private static final String RESET = "\u001b[0m";

  String state(String state, String text) {
    return switch (state) {
      case "alive" -> paint("32", text);
      case "dying" -> paint("33", text);
      case "down" -> paint("31;1", text);
      default -> dim(text);
    };
  }

  String mark(char letter) {
    String mark = String.valueOf(Texts.mark(letter));
    return switch (letter) {
      case 'a' -> paint("32", mark);
      case 'r', 'u' -> paint("31;1", mark);
      default -> paint("33", mark);
    };
  }

  String head(String text) {
    return paint("1", text);
  }

  String dim(String text) {
    return paint("2", text);
  }

  private String paint(String code, String text) {
    return colours && !text.isEmpty() ? "\u001b[" + code + "m" + text + RESET : text;
  }
}
