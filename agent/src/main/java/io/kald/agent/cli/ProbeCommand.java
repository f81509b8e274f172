package io.kald.agent.cli;

import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/** {@code kald probe}: holds the kinds of probes. */
final class ProbeCommand implements Command {
  @Override
  public CommandSpec spec() {
    CommandSpec spec =
        Options.command(
            this,
            "probe",
            "Asks one target again and again, as ping does, with a load balancer's probes.");
    for (Command kind :
        new Command[] {ProbeKindCommand.tcp(), ProbeKindCommand.icmp(), new ProbeIdleCommand()}) {
      CommandSpec sub = kind.spec();
      spec.addSubcommand(sub.name(), sub);
    }
    spec.usageMessage().synopsisSubcommandLabel("KIND").commandListHeading("%nKinds:%n");
    return spec;
  }

  @Override
  public ExitCode run(ParseResult asked, Console console) {
    throw new ParameterException(
        asked.commandSpec().commandLine(),
        "the kind of probe is missing (expected: tcp, icmp, idle)");
  }
}
