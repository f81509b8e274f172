package io.kald.agent.cli;

import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** {@code kald completion}. */
final class CompletionCommand implements Command {
  @Override
  public CommandSpec spec() {
    return Options.command(
        this,
        "completion",
        "Writes a script that completes kald's commands and options in bash and zsh.",
        "",
        "To use it in the shell you are in: source <(kald completion)");
  }

  @Override
  public ExitCode run(ParseResult asked, Console console) {
    CommandLine root = asked.commandSpec().root().commandLine();
    console.out().print(AutoComplete.bash(root.getCommandName(), root));
    console.out().flush();
    return ExitCode.YES;
  }
}
