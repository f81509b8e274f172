package io.kald.agent.cli;

import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/**
 * One command: what it understands and what it does. Commands describe themselves by code:
 * annotations are read by reflection, and that alone took as long as the rest of {@code --version}.
 */
interface Command {
  /** Names, options and help, with {@link Options#help} among them. */
  CommandSpec spec();

  /**
   * Carries the command out.
   *
   * @throws Exception our own failure; a {@link CliException} for the user's
   */
  ExitCode run(ParseResult asked, Console console) throws Exception;
}
