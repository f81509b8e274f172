package io.kald.agent.cli;

import io.kald.agent.simulate.ControlClient;
import io.kald.agent.simulate.Fault;
import io.kald.agent.simulate.SimulationException;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/** {@code kald simulate fault}. */
final class SimulateFaultCommand implements Command {
  @Override
  public CommandSpec spec() {
    CommandSpec spec =
        Options.command(
            this,
            "fault",
            "Switches a fault of a node in a simulator that runs with --control.",
            "",
            "Faults: " + Fault.words() + ".",
            "none puts everything right again. reset and throttle happen once.");
    return spec.addPositional(text(0, "1", "URL", "The control URL the simulator printed."))
        .addPositional(text(1, "1", "NODE", "The name of the node, such as cucm1."))
        .addPositional(text(2, "1", "FAULT", "The fault."))
        .addPositional(text(3, "0..1", "ARG", "Its argument, if it stands apart: slow 500ms."));
  }

  private static PositionalParamSpec text(int index, String arity, String label, String what) {
    return PositionalParamSpec.builder()
        .index(Integer.toString(index))
        .arity(arity)
        .required(!arity.startsWith("0"))
        .type(String.class)
        .paramLabel(label)
        .description(what)
        .build();
  }

  @Override
  public ExitCode run(ParseResult asked, Console console) {
    Options.applyLogging(asked);
    List<String> words = new ArrayList<>(asked.originalArgs().size());
    asked.matchedPositionals().forEach(each -> words.add(each.getValue()));
    String fault = words.get(2) + (words.size() > 3 ? "=" + words.get(3) : "");
    try {
      console.out().println(ControlClient.fault(words.get(0), words.get(1), Fault.parse(fault)));
      return ExitCode.YES;
    } catch (IllegalArgumentException e) {
      throw new ParameterException(asked.commandSpec().commandLine(), "FAULT: " + e.getMessage());
    } catch (SimulationException e) {
      throw new CliException(ExitCode.USAGE, String.valueOf(e.getMessage()));
    }
  }
}
