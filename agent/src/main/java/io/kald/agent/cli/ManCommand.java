package io.kald.agent.cli;

import io.kald.agent.text.ErrorText;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** {@code kald man}. */
final class ManCommand implements Command {
  @Override
  public CommandSpec spec() {
    return Options.command(
            this,
            "man",
            "Writes kald's manual pages into a directory: one for each command, and kald.yaml(5).",
            "",
            "To read one: kald man /tmp/kald && man /tmp/kald/kald-probe.1")
        .addPositional(
            Options.parameter(Path.class, "DIRECTORY", null, "Made when it is not there."));
  }

  @Override
  public ExitCode run(ParseResult asked, Console console) throws IOException {
    Path directory = Options.positional(asked, Path.class);
    try {
      Files.createDirectories(directory);
      write(asked.commandSpec().root(), directory);
      Files.writeString(directory.resolve(ConfigManPage.NAME + ".5"), ConfigManPage.of(version()));
    } catch (IOException e) {
      throw new CliException(
          ExitCode.FAULT, directory + ": no pages can be written there: " + ErrorText.of(e));
    }
    return ExitCode.YES;
  }

  private static String version() {
    return "kald " + Version.current().version();
  }

  private static void write(CommandSpec spec, Path directory) throws IOException {
    String page = ManPage.of(spec, version());
    Files.writeString(directory.resolve(ManPage.name(spec) + ".1"), page);
    for (CommandLine command : spec.subcommands().values()) {
      write(command.getCommandSpec(), directory);
    }
  }
}
