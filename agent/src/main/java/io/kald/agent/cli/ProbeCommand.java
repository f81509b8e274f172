package io.kald.agent.cli;

import io.kald.probe.kind.Kinds;
import io.kald.probe.kind.ProbeKind;
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
    for (ProbeKind<?> kind : Kinds.all()) {
      spec.addSubcommand(kind.name(), new ProbeKindCommand(kind).spec());
    }
    CommandSpec idle = new ProbeIdleCommand().spec();
    spec.addSubcommand(idle.name(), idle);
    spec.usageMessage().synopsisSubcommandLabel("KIND").commandListHeading("%nKinds:%n");
    return spec;
  }

  @Override
  public ExitCode run(ParseResult asked, Console console) {
    throw new ParameterException(
        asked.commandSpec().commandLine(),
        "the kind of probe is missing (expected: "
            + String.join(", ", asked.commandSpec().subcommands().keySet())
            + ")");
  }
}
