package io.kald.agent.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The command above all others; does nothing by itself. */
@Command(
    name = "kald",
    mixinStandardHelpOptions = true,
    versionProvider = Version.Provider.class,
    synopsisSubcommandLabel = "COMMAND",
    description = {
      "Asks servers whether they are there, by a load balancer's rules, and keeps account of it.",
      ""
    },
    commandListHeading = "%nCommands:%n",
    exitCodeListHeading = "%nExit codes of every command:%n",
    exitCodeList = {
      "0:Yes: answered, valid, ended as asked.",
      "1:No: a probe failed, a configuration is invalid.",
      "2:Wrong usage, or input that cannot be read.",
      "3:kald itself failed, or is not allowed to do what was asked."
    },
    footer = {"", "First steps: 'kald quickstart', then 'kald help run'."},
    subcommands = {
      RunCommand.class,
      CheckCommand.class,
      QuickstartCommand.class,
      CompletionCommand.class,
      picocli.CommandLine.HelpCommand.class
    })
final class Kald implements Runnable {
  // deps
  final Actions actions;
  final Console console;

  @Mixin final LogOptions log = new LogOptions();
  @Spec private CommandSpec spec;

  Kald(Actions actions, Console console) {
    this.actions = actions;
    this.console = console;
  }

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(),
        "a command is needed: " + String.join(", ", spec.subcommands().keySet()));
  }
}
