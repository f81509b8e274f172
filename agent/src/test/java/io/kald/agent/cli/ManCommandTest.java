package io.kald.agent.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.kald.agent.config.Reference;
import io.kald.agent.config.Reference.SectionRows;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The manual: that it is whole, and that troff reads it. */
class ManCommandTest {
  private final Path directory;

  ManCommandTest(@TempDir Path directory) {
    this.directory = directory;
  }

  @Test
  void shouldWriteAPageForEveryCommand() throws IOException {
    assertThat(pages())
        .extracting(page -> page.getFileName().toString())
        .contains("kald.1", "kald-run.1", "kald-probe.1", "kald-probe-icmp.1", "kald-man.1")
        .hasSizeGreaterThan(15);
  }

  @Test
  void shouldSayThatAFileIsNoDirectory() throws IOException {
    Path file = Files.createFile(directory.resolve("file"));
    StringWriter err = new StringWriter();
    PrintWriter to = new PrintWriter(err, true);
    int code = new Cli(new NoActions(), new Console(to, to, false)).execute("man", file.toString());
    assertThat(code).isEqualTo(ExitCode.FAULT.code());
    assertThat(err.toString())
        .contains(file + ": no pages can be written there: there is a file of that name");
  }

  @Test
  void shouldSayWhatTheHelpSays() throws IOException {
    String run = page("kald-run.1");
    assertThat(run)
        .contains("kald\\-run \\- Runs the daemon: probes what a configuration names")
        .contains("\\fB\\-\\-config.file\\fR=\\fIFILE\\fR\nThe configuration, YAML.")
        .contains("SIGHUP reads the configuration again");
    assertThat(page("kald.1"))
        .contains(".SH EXIT STATUS\n.TP\n\\fB0\\fR")
        .contains("\\fBkald\\-quickstart\\fR(1)");
  }

  @Test
  void shouldDescribeEveryKeyOfTheConfiguration() throws IOException {
    String page = page("kald.yaml.5");
    assertThat(page).contains(".SH NAME\nkald.yaml \\- configuration of kald").doesNotContain("`");
    for (SectionRows section : Reference.sections()) {
      assertThat(page).contains(".SH " + section.name().toUpperCase(Locale.ROOT) + "\n");
      assertThat(section.keys())
          .allSatisfy(key -> assertThat(page).contains(Roff.bold(key.name()) + ": "));
    }
  }

  @Test
  @Tag("slow")
  void shouldBeReadWithoutAWarning() throws Exception {
    Path groff = Path.of("/usr/bin/groff");
    assumeTrue(Files.isExecutable(groff), "needs groff-base");
    for (Path page : pages()) {
      Process reader =
          new ProcessBuilder(groff.toString(), "-man", "-Tutf8", "-ww", page.toString())
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      String said = new String(reader.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(reader.waitFor()).isZero();
      assertThat(said).as(page.toString()).isEmpty();
    }
  }

  private String page(String name) throws IOException {
    pages();
    return Files.readString(directory.resolve(name));
  }

  private List<Path> pages() throws IOException {
    PrintWriter nowhere = new PrintWriter(PrintWriter.nullWriter());
    Cli cli = new Cli(new NoActions(), new Console(nowhere, nowhere, false));
    assertThat(cli.execute("man", directory.toString())).isZero();
    try (Stream<Path> files = Files.list(directory)) {
      return files.sorted().toList();
    }
  }
}
