package io.kald.agent.cli;

import java.nio.file.Path;

/** For commands that start nothing of the daemon: being asked to is a mistake. */
final class NoActions implements Actions {
  @Override
  public ExitCode run(RunRequest request, Console console) {
    throw new AssertionError("run");
  }

  @Override
  public ExitCode check(Path configFile, Console console) {
    throw new AssertionError("check");
  }

  @Override
  public ExitCode quickstart(QuickstartRequest request, Console console) {
    throw new AssertionError("quickstart");
  }

  @Override
  public ExitCode explain(ExplainRequest request, Console console) {
    throw new AssertionError("explain");
  }
}
