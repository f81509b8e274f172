package io.kald.agent;

import io.kald.agent.cli.Actions;
import io.kald.agent.cli.CliException;
import io.kald.agent.cli.Console;
import io.kald.agent.cli.ExitCode;
import java.nio.file.Path;

/** Says that a command is not part of this build. */
final class Unwired implements Actions {
  @Override
  public ExitCode run(RunRequest request, Console console) {
    throw absent("run");
  }

  @Override
  public ExitCode check(Path configFile, Console console) {
    throw absent("check");
  }

  @Override
  public ExitCode quickstart(QuickstartRequest request, Console console) {
    throw absent("quickstart");
  }

  private static CliException absent(String command) {
    return new CliException(ExitCode.FAULT, command + " is not part of this build");
  }
}
