package io.kald.agent.cli;

import java.nio.file.Path;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** {@code kald run}. */
final class RunCommand implements Command {
  static final String ADMIN_LISTEN = "--admin.listen";
  private static final String CONFIG_FILE = "--config.file";

  // deps
  private final Actions actions;

  RunCommand(Actions actions) {
    this.actions = actions;
  }

  @Override
  public CommandSpec spec() {
    return Options.command(
            this,
            "run",
            "Runs the daemon: probes what a configuration names until it is told to stop.",
            "",
            "SIGHUP reads the configuration again; a file with mistakes changes nothing.",
            "SIGTERM and Ctrl-C stop it.")
        .addOption(
            Options.option(CONFIG_FILE, Path.class, "FILE", null)
                .required(true)
                .description("The configuration, YAML.")
                .build())
        .addOption(
            Options.option(ADMIN_LISTEN, String.class, "HOST:PORT", null)
                .description("Where metrics and status are served, in place of what FILE says.")
                .build());
  }

  @Override
  public ExitCode run(ParseResult asked, Console console) throws Exception {
    Options.applyLogging(asked);
    Path file = Options.<Path>value(asked, CONFIG_FILE).orElseThrow();
    return actions.run(
        new Actions.RunRequest(
            file,
            Options.value(asked, ADMIN_LISTEN),
            Options.logLevel(asked),
            Options.logFormat(asked)),
        console);
  }
}
