package io.kald.agent.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class AdviseCommandTest {
  private static final String PINGS =
      "Reply from 10.1.1.4: bytes=32 time=2ms TTL=63\r\n".repeat(20);

  private final StringWriter out = new StringWriter();
  private final Console console =
      new Console(new PrintWriter(out, true), new PrintWriter(new StringWriter(), true), false);

  @Test
  void shouldReadStandardInput() throws IOException {
    assertThat(advise(PINGS, "-")).isEqualTo(ExitCode.YES);
    assertThat(out.toString())
        .startsWith("Detect Unified CM Connection Failure: Normal")
        .contains("20 samples from ping of Windows");
  }

  @Test
  void shouldReadAFileAndAnswerAsJson(@TempDir Path directory) throws IOException {
    Path file = Files.writeString(directory.resolve("ping.txt"), PINGS);
    assertThat(advise("", file.toString(), "-o", "json")).isEqualTo(ExitCode.YES);
    assertThat(out.toString()).startsWith("{\"detect_failure\":\"normal\",").hasLineCount(1);
  }

  @Test
  void shouldSayWithTwoWhyThereIsNoAdvice(@TempDir Path directory) {
    assertThatThrownBy(() -> advise("", directory.resolve("none").toString()))
        .isInstanceOfSatisfying(
            CliException.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.USAGE))
        .hasMessageEndingWith("none: no such file");
    assertThatThrownBy(() -> advise("hello", "-"))
        .isInstanceOfSatisfying(
            CliException.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.USAGE))
        .hasMessageStartingWith("standard input: no output of ping in it");
  }

  private ExitCode advise(String in, String... arguments) throws IOException {
    AdviseCommand command = new AdviseCommand(new ByteArrayInputStream(in.getBytes(UTF_8)));
    CommandLine line = new CommandLine(command.spec()).setCaseInsensitiveEnumValuesAllowed(true);
    return command.run(line.parseArgs(arguments), console);
  }
}
