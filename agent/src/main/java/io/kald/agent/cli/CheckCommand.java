package io.kald.agent.cli;

import java.nio.file.Path;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** {@code kald check}. */
final class CheckCommand implements Command {
  // deps
  private final Actions actions;

  CheckCommand(Actions actions) {
    this.actions = actions;
  }

  @Override
  public CommandSpec spec() {
    return Options.command(
            this,
            "check",
            "Checks a configuration and says everything that is wrong with it, each with its line.",
            "",
            "Probes nothing and changes nothing.")
        .addPositional(Options.parameter(Path.class, "FILE", null, "The configuration, YAML."));
  }

  @Override
  public ExitCode run(ParseResult asked, Console console) throws Exception {
    Options.applyLogging(asked);
    return actions.check(Options.positional(asked, Path.class), console);
  }
}
