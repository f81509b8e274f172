package io.kald.agent.cli;

import io.kald.agent.log.LogFormat;
import io.kald.agent.log.LogLevel;
import io.kald.agent.log.Logging;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** The options every command takes. */
final class LogOptions {
  @Option(
      names = "--log.level",
      scope = ScopeType.INHERIT,
      paramLabel = "LEVEL",
      defaultValue = "info",
      description = "How much is logged: error, warn, info (default), debug or trace.")
  private LogLevel level = LogLevel.INFO;

  @Option(
      names = "--log.format",
      scope = ScopeType.INHERIT,
      paramLabel = "FORMAT",
      defaultValue = "logfmt",
      description = "How a log line is written on standard error: logfmt (default) or json.")
  private LogFormat format = LogFormat.LOGFMT;

  /** Sets the log up; only commands that run something need it. */
  void apply() {
    Logging.configure(level, format);
  }

  /** Whether a stack may be shown with our own failures. */
  boolean verbose() {
    return level.compareTo(LogLevel.DEBUG) >= 0;
  }
}
