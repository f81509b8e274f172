package io.kald.agent.cli;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** {@code kald check}. */
@Command(
    name = "check",
    mixinStandardHelpOptions = true,
    description = {
      "Checks a configuration and says everything that is wrong with it, each with its line.",
      "Probes nothing and changes nothing.",
      ""
    })
final class CheckCommand implements Callable<ExitCode> {
  @ParentCommand private Kald kald;

  @Parameters(paramLabel = "FILE", description = "The configuration, YAML.")
  private Path configFile;

  @Override
  public ExitCode call() throws Exception {
    kald.log.apply();
    return kald.actions.check(configFile, kald.console);
  }
}
