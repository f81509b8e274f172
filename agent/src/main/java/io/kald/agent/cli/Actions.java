package io.kald.agent.cli;

import io.kald.agent.log.LogFormat;
import io.kald.agent.log.LogLevel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** What the commands start; implemented by the room that may wire everything. */
public interface Actions {
  /**
   * Runs the daemon until it is told to stop.
   *
   * @throws Exception our own failure; a {@link CliException} for the user's
   */
  ExitCode run(RunRequest request, Console console) throws Exception;

  /**
   * Validates a configuration and writes everything that is wrong with it.
   *
   * @throws Exception our own failure; a {@link CliException} for the user's
   */
  ExitCode check(Path configFile, Console console) throws Exception;

  /**
   * Runs the daemon on the embedded sample.
   *
   * @throws Exception our own failure; a {@link CliException} for the user's
   */
  ExitCode quickstart(QuickstartRequest request, Console console) throws Exception;

  /**
   * Says what failures of their nodes cost the phones of a configuration.
   *
   * @throws Exception our own failure; a {@link CliException} for the user's
   */
  ExitCode explain(ExplainRequest request, Console console) throws Exception;

  /**
   * What {@code kald phones explain} was asked.
   *
   * @param keepAliveNanos how often nodes ask for a KeepAlive
   * @param learnedNanos first interval that Normal has learned, or 0: not known
   */
  record ExplainRequest(Path configFile, long keepAliveNanos, long learnedNanos) {}

  /**
   * What {@code kald run} was asked.
   *
   * @param adminListen address of the admin port in place of the configured one
   * @param logLevel in place of the configured one, also after a reload
   * @param logFormat in place of the configured one, also after a reload
   */
  record RunRequest(
      Path configFile,
      Optional<String> adminListen,
      Optional<LogLevel> logLevel,
      Optional<LogFormat> logFormat) {}

  /**
   * What {@code kald quickstart} was asked.
   *
   * @param length how long it runs; empty: until it is told to stop
   * @param adminListen address of the admin port in place of the usual one
   * @param witness where journal and packets are kept; empty: nothing is captured or kept
   */
  record QuickstartRequest(
      Optional<Duration> length, Optional<String> adminListen, Optional<Path> witness) {}
}
