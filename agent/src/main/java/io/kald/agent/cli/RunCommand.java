package io.kald.agent.cli;

import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/** {@code kald run}. */
@Command(
    name = "run",
    mixinStandardHelpOptions = true,
    description = {
      "Runs the daemon: probes what the configuration names until it is told to stop.",
      "",
      "SIGHUP reads the configuration again; a file with mistakes changes nothing.",
      "SIGTERM and Ctrl-C stop it.",
      ""
    })
final class RunCommand implements Callable<ExitCode> {
  @ParentCommand private Kald kald;

  @Option(
      names = "--config.file",
      required = true,
      paramLabel = "FILE",
      description = "The configuration, YAML.")
  private Path configFile;

  @Option(
      names = "--admin.listen",
      paramLabel = "HOST:PORT",
      description = "Where metrics and status are served, in place of what the file says.")
  private @Nullable String adminListen;

  @Override
  public ExitCode call() throws Exception {
    kald.log.apply();
    return kald.actions.run(
        new Actions.RunRequest(configFile, Optional.ofNullable(adminListen)), kald.console);
  }
}
