package io.kald.agent.cli;

import java.io.Serial;

/** Ends a command with a message for the person who typed it; no stack is shown. */
public final class CliException extends RuntimeException {
  @Serial private static final long serialVersionUID = 1;

  private final ExitCode exitCode;

  /** The message says what is wrong and what to do about it. */
  public CliException(ExitCode exitCode, String message) {
    super(message);
    this.exitCode = exitCode;
  }

  /** What the process exits with. */
  public ExitCode exitCode() {
    return exitCode;
  }
}
