package io.kald.agent.cli;

import java.util.Arrays;
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
  private final Roff out = new Roff();

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
    out.title(name(spec), 1, version, "User Commands");
    out.name(name(spec), inShort(spec));
    synopsis();
    out.section("DESCRIPTION");
    out.text(plain(spec.usageMessage().description()));
    options();
    commands();
    exitStatus();
    out.text(plain(spec.usageMessage().footer()));
    seeAlso();
    return out.toString();
  }

  /** The first sentence of a description, without its full stop. */
  private static String inShort(CommandSpec spec) {
    String[] description = spec.usageMessage().description();
    String first = description.length == 0 ? spec.name() : plain(description[0])[0].strip();
    int end = first.indexOf(". ");
    String sentence = end < 0 ? first : first.substring(0, end);
    return sentence.endsWith(".") ? sentence.substring(0, sentence.length() - 1) : sentence;
  }

  private void synopsis() {
    out.section("SYNOPSIS");
    StringBuilder line = new StringBuilder("[OPTIONS]");
    for (PositionalParamSpec parameter : spec.positionalParameters()) {
      String label = parameter.paramLabel();
      line.append(parameter.required() ? " " + label : " [" + label + "]");
    }
    line.append(spec.subcommands().isEmpty() ? "" : " COMMAND");
    out.synopsis(spec.qualifiedName(), line.toString());
  }

  private void options() {
    out.section("OPTIONS");
    for (PositionalParamSpec parameter : spec.positionalParameters()) {
      out.item(Roff.italic(parameter.paramLabel()), plain(parameter.description()));
    }
    for (OptionSpec option : spec.options()) {
      if (!option.hidden()) {
        String value = option.arity().max() == 0 ? "" : "=" + Roff.italic(option.paramLabel());
        out.item(Roff.bold(String.join(", ", option.names())) + value, plain(option.description()));
      }
    }
  }

  private void commands() {
    if (spec.subcommands().isEmpty()) {
      return;
    }
    out.section("COMMANDS");
    spec.subcommands()
        .values()
        .forEach(
            command -> {
              CommandSpec its = command.getCommandSpec();
              out.item(Roff.bold(name(its)) + "(1)", inShort(its) + ".");
            });
  }

  private void exitStatus() {
    UsageMessageSpec usage = spec.usageMessage();
    Map<String, String> codes = usage.exitCodeList();
    if (codes.isEmpty()) {
      return;
    }
    out.section("EXIT STATUS");
    codes.forEach((code, meaning) -> out.item(Roff.bold(code), plain(meaning)));
  }

  private void seeAlso() {
    if (spec.parent() != null) {
      out.section("SEE ALSO");
      out.reference(name(spec.parent()), 1);
    }
  }

  /** As picocli would print it, without colours. */
  private static String[] plain(String... lines) {
    return Arrays.stream(lines)
        .map(line -> Ansi.OFF.string(String.format(line)))
        .toArray(String[]::new);
  }
}
