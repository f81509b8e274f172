package io.kald.agent.cli;

import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/** {@code kald help [COMMAND...]}: the text of {@code --help} of kald or of a command. */
final class HelpCommand implements Command {
  @Override
  public CommandSpec spec() {
    return Options.command(this, "help", "Shows the help of kald or of a command.")
        .addPositional(
            PositionalParamSpec.builder()
                .index("0..*")
                .arity("0..*")
                .type(List.class)
                .auxiliaryTypes(String.class)
                .paramLabel("COMMAND")
                .description("The command, such as probe tcp; without one, kald itself.")
                .build());
  }

  @Override
  public ExitCode run(ParseResult asked, Console console) {
    CommandLine shown = asked.commandSpec().root().commandLine();
    for (String word : asked.matchedPositionalValue(0, List.<String>of())) {
      CommandLine next = shown.getSubcommands().get(word);
      if (next == null) {
        throw new ParameterException(
            shown, UsageMessage.unknownCommand(word, shown.getCommandSpec()));
      }
      shown = next;
    }
    shown.usage(console.out());
    return ExitCode.YES;
  }
}
