package io.kald.agent.cli;

import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/** {@code kald phones}: holds what can be asked about phones. */
final class PhonesCommand implements Command {
  // deps
  private final Actions actions;

  PhonesCommand(Actions actions) {
    this.actions = actions;
  }

  @Override
  public CommandSpec spec() {
    CommandSpec spec =
        Options.command(this, "phones", "Tells about the phones that a configuration names.");
    CommandSpec explain = new PhonesExplainCommand(actions).spec();
    spec.addSubcommand(explain.name(), explain);
    spec.usageMessage().synopsisSubcommandLabel("QUESTION").commandListHeading("%nQuestions:%n");
    return spec;
  }

  @Override
  public ExitCode run(ParseResult asked, Console console) {
    throw new ParameterException(
        asked.commandSpec().commandLine(), "the question is missing (expected: explain)");
  }
}
