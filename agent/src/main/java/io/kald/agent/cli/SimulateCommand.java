package io.kald.agent.cli;

import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/** {@code kald simulate}: holds what can be simulated, and how it is steered. */
final class SimulateCommand implements Command {
  @Override
  public CommandSpec spec() {
    CommandSpec spec =
        Options.command(
            this,
            "simulate",
            "Plays the servers that phones and kald talk to, for who has no lab.");
    for (Command each : new Command[] {new SimulateCucmCommand(), new SimulateFaultCommand()}) {
      CommandSpec sub = each.spec();
      spec.addSubcommand(sub.name(), sub);
    }
    spec.usageMessage().synopsisSubcommandLabel("WHAT").commandListHeading("%nWhat:%n");
    return spec;
  }

  @Override
  public ExitCode run(ParseResult asked, Console console) {
    throw new ParameterException(
        asked.commandSpec().commandLine(), "what to simulate is missing (expected: cucm, fault)");
  }
}
