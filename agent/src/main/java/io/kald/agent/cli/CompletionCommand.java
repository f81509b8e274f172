package io.kald.agent.cli;

import java.util.concurrent.Callable;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** {@code kald completion}. */
@Command(
    name = "completion",
    mixinStandardHelpOptions = true,
    description = {
      "Writes a script that completes kald's commands and options in bash and zsh.",
      "",
      "Use it in this shell: source <(kald completion)",
      ""
    })
final class CompletionCommand implements Callable<ExitCode> {
  @ParentCommand private Kald kald;
  @Spec private CommandSpec spec;

  @Override
  public ExitCode call() {
    CommandLine root = spec.root().commandLine();
    kald.console.out().println(AutoComplete.bash(root.getCommandName(), root));
    return ExitCode.YES;
  }
}
