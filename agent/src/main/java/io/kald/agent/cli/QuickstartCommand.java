package io.kald.agent.cli;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/** {@code kald quickstart}. */
@Command(
    name = "quickstart",
    mixinStandardHelpOptions = true,
    description = {
      "Runs the daemon on a built-in sample that needs nothing but this machine: an echo to",
      "127.0.0.1, and a TCP service that kald itself opens and closes, so that you see it go",
      "from ALIVE over DYING to DOWN and back.",
      ""
    })
final class QuickstartCommand implements Callable<ExitCode> {
  @ParentCommand private Kald kald;

  @Option(
      names = "--for",
      paramLabel = "TIME",
      converter = DurationConverter.class,
      description = "Ends by itself after this time, such as 15s. Otherwise Ctrl-C ends it.")
  private @Nullable Duration length;

  @Option(
      names = "--admin.listen",
      paramLabel = "HOST:PORT",
      description = "Where metrics and status are served; 127.0.0.1:9942 when not given.")
  private @Nullable String adminListen;

  @Override
  public ExitCode call() throws Exception {
    kald.log.apply();
    return kald.actions.quickstart(
        new Actions.QuickstartRequest(
            Optional.ofNullable(length), Optional.ofNullable(adminListen)),
        kald.console);
  }
}
