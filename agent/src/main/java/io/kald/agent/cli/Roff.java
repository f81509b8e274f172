package io.kald.agent.cli;

import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** Writes a manual page in the macros of man(7). Text is escaped here, markup is not part of it. */
final class Roff {
  private final StringBuilder out = new StringBuilder(4000);

  /** The head of the page; {@code version} stands at the bottom of each printed one. */
  void title(String name, int section, String version, String manual) {
    out.append(".TH \"").append(escaped(name.toUpperCase(Locale.ROOT)));
    out.append("\" ").append(section).append(" \"\" \"").append(escaped(version));
    out.append("\" \"").append(manual).append("\"\n");
    // Words are not divided, so that they can be searched for and copied.
    out.append(".nh\n.ad l\n");
  }

  void name(String name, String inShort) {
    section("NAME");
    out.append(escaped(name)).append(" \\- ").append(escaped(inShort)).append('\n');
  }

  void section(String title) {
    out.append(".SH ").append(title).append('\n');
  }

  void synopsis(String command, String arguments) {
    out.append(".B ").append(escaped(command)).append('\n');
    out.append(escaped(arguments)).append('\n');
  }

  /** A term, made by {@link #bold} and {@link #italic}, with its description below it. */
  void item(String term, String... description) {
    out.append(".TP\n").append(term).append('\n');
    text(description);
  }

  /** Lines flow together; one that is indented is an example and stays as it is. */
  void text(String... lines) {
    for (String line : List.of(lines).stream().flatMap(Roff::split).toList()) {
      if (line.isBlank()) {
        out.append(".sp\n");
      } else if (line.startsWith(" ")) {
        out.append(".nf\n").append("\\&").append(escaped(line)).append("\n.fi\n");
      } else {
        out.append(escaped(line)).append('\n');
      }
    }
  }

  private static Stream<String> split(String text) {
    return text.isEmpty() ? Stream.of("") : text.lines();
  }

  void reference(String page, int section) {
    out.append(".BR ").append(escaped(page)).append(" (").append(section).append(")\n");
  }

  static String bold(String text) {
    return "\\fB" + escaped(text) + "\\fR";
  }

  static String italic(String text) {
    return "\\fI" + escaped(text) + "\\fR";
  }

  /** Nothing in it is taken for a macro, and hyphens can be copied. */
  private static String escaped(String text) {
    String safe = text.replace("\\", "\\e").replace("-", "\\-").replace("\"", "\\(dq");
    return safe.startsWith(".") || safe.startsWith("'") ? "\\&" + safe : safe;
  }

  @Override
  public String toString() {
    return out.toString();
  }
}
