package io.kald.agent.cli;

import io.kald.agent.advise.Advice;
import io.kald.agent.advise.AdviceJson;
import io.kald.agent.advise.AdviceText;
import io.kald.agent.advise.PingFile;
import io.kald.agent.advise.Samples;
import io.kald.agent.advise.UnreadableException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** {@code kald advise}. */
final class AdviseCommand implements Command {
  private static final String OUTPUT = "--output";
  private static final String STANDARD_INPUT = "-";

  // deps
  private final InputStream in;

  /** {@code in} is what {@code -} stands for. */
  AdviseCommand(InputStream in) {
    this.in = in;
  }

  private enum Output {
    TEXT,
    JSON
  }

  @Override
  public CommandSpec spec() {
    CommandSpec spec =
        Options.command(
                this,
                "advise",
                "Says from the output of ping whether phones on that path want Normal or Delayed"
                    + " failure detection, and why.",
                "",
                "It reads ping of Linux, BSD, macOS, Windows (English, German) and Cisco IOS,"
                    + " fping, and kald probe -o json; which one it is, it sees for itself.")
            .addPositional(
                Options.parameter(
                    String.class, "FILE", null, "The output of ping; - for standard input."))
            .addOption(
                Options.option(OUTPUT, Output.class, "FORM", null)
                    .names("-o", OUTPUT)
                    .description("text (default), or json: one object.")
                    .build());
    spec.usageMessage()
        .footer("", "Exits with 0 when there is advice, with 2 when FILE gives none.");
    return spec;
  }

  @Override
  public ExitCode run(ParseResult asked, Console console) throws IOException {
    Samples samples = read(Options.positional(asked, String.class));
    Advice advice = Advice.on(samples);
    if (Options.<Output>value(asked, OUTPUT).orElse(Output.TEXT) == Output.JSON) {
      AdviceJson.write(samples, advice, console.out());
    } else {
      AdviceText.write(samples, advice, console.out());
    }
    return ExitCode.YES;
  }

  private Samples read(String file) throws IOException {
    try {
      if (file.equals(STANDARD_INPUT)) {
        return PingFile.read(in, "standard input");
      }
      try (InputStream opened = Files.newInputStream(Path.of(file))) {
        return PingFile.read(opened, file);
      }
    } catch (UnreadableException e) {
      throw new CliException(ExitCode.USAGE, String.valueOf(e.getMessage()));
    } catch (NoSuchFileException e) {
      throw new CliException(ExitCode.USAGE, file + ": no such file");
    } catch (AccessDeniedException e) {
      throw new CliException(ExitCode.USAGE, file + ": this user may not read it");
    }
  }
}
