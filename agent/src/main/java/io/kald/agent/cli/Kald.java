package io.kald.agent.cli;

import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/** The command above all others; does nothing by itself. */
final class Kald implements Command {
  private static final String EXIT_CODES = "%nExit codes of every command:%n";

  @Override
  public CommandSpec spec() {
    CommandSpec spec =
        Options.command(
            this,
            "kald",
            "Asks servers whether they are there, by a load balancer's rules, and keeps account"
                + " of what they say.");
    spec.addOption(
            OptionSpec.builder("-V", "--version")
                .versionHelp(true)
                .description("Shows the version and the commit it was built from.")
                .build())
        .versionProvider(new Version.Provider());
    Options.addLogging(spec);
    spec.usageMessage()
        .synopsisSubcommandLabel("COMMAND")
        .commandListHeading("%nCommands:%n")
        .exitCodeListHeading(EXIT_CODES)
        .exitCodeList(exitCodes())
        .footer(
            "",
            "'kald COMMAND --help' tells more of a command.",
            "'kald quickstart' shows kald at work.");
    return spec;
  }

  @Override
  public ExitCode run(ParseResult asked, Console console) {
    CommandSpec spec = asked.commandSpec();
    throw new ParameterException(
        spec.commandLine(),
        "a command is missing (expected: " + String.join(", ", spec.subcommands().keySet()) + ")");
  }

  private static Map<String, String> exitCodes() {
    Map<String, String> codes = new LinkedHashMap<>();
    for (ExitCode exit : ExitCode.values()) {
      codes.put(Integer.toString(exit.code()), exit.meaning());
    }
    return codes;
  }
}
