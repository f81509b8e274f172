package io.kald.agent.cli;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.Model.UsageMessageSpec;

/**
 * A command's help as a page of the manual, in the macros of man(7). What {@code --help} says is
 * the only source, so that the two cannot differ.
 */
final class ManPage {
  private final CommandSpec spec;
  private final StringBuilder out = new StringBuilder(4000);

  private ManPage(CommandSpec spec) {
    this.spec = spec;
  }

  /** Its name without section: {@code kald-probe-icmp}. */
  static String name(CommandSpec spec) {
    return spec.qualifiedName("-");
  }

  /**
   * The page.
   *
   * @param version as it stands at the bottom of each page
   */
  static String of(CommandSpec spec, String version) {
    return new ManPage(spec).write(version);
  }

  private String write(String version) {
    out.append(".TH \"").append(escaped(name(spec).toUpperCase(Locale.ROOT)));
    out.append("\" 1 \"\" \"").append(escaped(version)).append("\" \"User Commands\"\n");
    // No words divided, and no blanks between them but one.
    out.append(".nh\n.ad l\n");
    section("NAME");
    out.append(escaped(name(spec))).append(" \\- ").append(escaped(inShort(spec))).append('\n');
    synopsis();
    section("DESCRIPTION");
    text(spec.usageMessage().description());
    options();
    commands();
    exitStatus();
    text(spec.usageMessage().footer());
    seeAlso();
    return out.toString();
  }

  /** The first sentence of a description, without its full stop. */
  private static String inShort(CommandSpec spec) {
    String[] description = spec.usageMessage().description();
    String first = description.length == 0 ? spec.name() : plain(description[0]).strip();
    int end = first.indexOf(". ");
    String sentence = end < 0 ? first : first.substring(0, end);
    return sentence.endsWith(".") ? sentence.substring(0, sentence.length() - 1) : sentence;
  }

  private void synopsis() {
    section("SYNOPSIS");
    out.append(".B ").append(escaped(spec.qualifiedName())).append("\n[OPTIONS]");
    for (PositionalParamSpec parameter : spec.positionalParameters()) {
      String label = escaped(parameter.paramLabel());
      out.append(parameter.required() ? " " + label : " [" + label + "]");
    }
    out.append(spec.subcommands().isEmpty() ? "\n" : " COMMAND\n");
  }

  private void options() {
    section("OPTIONS");
    for (PositionalParamSpec parameter : spec.positionalParameters()) {
      item("\\fI" + escaped(parameter.paramLabel()) + "\\fR", parameter.description());
    }
    for (OptionSpec option : spec.options()) {
      if (!option.hidden()) {
        String value =
            option.arity().max() == 0 ? "" : "=\\fI" + escaped(option.paramLabel()) + "\\fR";
        item(
            "\\fB" + escaped(String.join(", ", option.names())) + "\\fR" + value,
            option.description());
      }
    }
  }

  private void commands() {
    if (spec.subcommands().isEmpty()) {
      return;
    }
    section("COMMANDS");
    spec.subcommands()
        .values()
        .forEach(
            command -> {
              CommandSpec its = command.getCommandSpec();
              item("\\fB" + escaped(name(its)) + "\\fR(1)", inShort(its) + ".");
            });
  }

  private void exitStatus() {
    UsageMessageSpec usage = spec.usageMessage();
    Map<String, String> codes = usage.exitCodeList();
    if (codes.isEmpty()) {
      return;
    }
    section("EXIT STATUS");
    codes.forEach((code, meaning) -> item("\\fB" + escaped(code) + "\\fR", meaning));
  }

  private void seeAlso() {
    if (spec.parent() != null) {
      section("SEE ALSO");
      out.append(".BR ").append(escaped(name(spec.parent()))).append(" (1)\n");
    }
  }

  private void section(String title) {
    out.append(".SH ").append(title).append('\n');
  }

  private void item(String term, String... description) {
    out.append(".TP\n").append(term).append('\n');
    text(description);
  }

  /** Lines flow together; one that is indented is an example and stays as it is. */
  private void text(String... lines) {
    for (String line : List.of(lines).stream().flatMap(each -> plain(each).lines()).toList()) {
      if (line.isBlank()) {
        out.append(".sp\n");
      } else if (line.startsWith(" ")) {
        out.append(".nf\n").append("\\&").append(escaped(line)).append("\n.fi\n");
      } else {
        out.append(escaped(line)).append('\n');
      }
    }
  }

  /** As picocli would print it, without colours. */
  private static String plain(String text) {
    String formatted = Ansi.OFF.string(String.format(text));
    return formatted.isEmpty() ? "\n" : formatted;
  }

  /** Nothing in it is taken for a macro, and hyphens can be copied. */
  private static String escaped(String text) {
    String safe = text.replace("\\", "\\e").replace("-", "\\-").replace("\"", "\\(dq");
    return safe.startsWith(".") || safe.startsWith("'") ? "\\&" + safe : safe;
  }
}
