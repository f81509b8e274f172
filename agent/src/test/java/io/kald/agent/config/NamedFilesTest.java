package io.kald.agent.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.kald.agent.cli.Cli;
import io.kald.agent.cli.Console;
import io.kald.agent.daemon.Wired;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Files and directories that a configuration names and that cannot be what they should be. */
class NamedFilesTest {
  private final Path directory;

  NamedFilesTest(@TempDir Path directory) {
    this.directory = directory;
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "none | none does not exist",
        "link | link is a link to a file that does not exist",
        "dir | dir is a directory",
        "pipe | pipe is a pipe, a socket or a device",
        "/dev/zero | /dev/zero is a pipe, a socket or a device"
      })
  void shouldNameTheFileAndItsKey(String name, String problem) throws Exception {
    Files.createDirectory(directory.resolve("dir"));
    Files.createSymbolicLink(directory.resolve("link"), directory.resolve("nowhere"));
    pipe(directory.resolve("pipe"));
    String expected = problem + " (expected: a readable file)";
    assertThat(problems("web: {token-file: " + name + "}\n"))
        .containsExactly(":1:19: web.token-file: " + expected);
    String phone =
        "- {name: p, device: SEP001122334455, nodes: [h], tls: true, tls-trust: " + name + "}\n";
    assertThat(problems("phones:\n" + phone))
        .singleElement()
        .asString()
        .startsWith(":2:")
        .endsWith("phones[0].tls-trust: " + expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "file | file is no directory",
        "file/a/b | file/a/b cannot be made: DIR/file is no directory",
        "dangling | dangling is no directory",
        "dangling/a | dangling/a cannot be made: DIR/dangling is no directory",
        "file/LONG | file/LONG cannot be made: DIR/file is no directory"
      })
  @Tag("slow")
  void shouldWarnOfADirectoryThatCannotBe(String name, String problem) throws Exception {
    Files.writeString(directory.resolve("file"), "");
    Files.createSymbolicLink(directory.resolve("dangling"), directory.resolve("nowhere"));
    String whole = "a".repeat(200);
    String named = name.replace("LONG", whole);
    String expected =
        problem.replace("DIR", directory.toString()).replace("LONG", whole)
            + " (expected: a directory that kald can write to)";
    assertThat(check("journal: {directory: " + named + "}\n"))
        .contains("kald.yaml:1:22: journal.directory: " + expected + "\n");
    assertThat(check("witness: {enabled: true, directory: " + named + "}\n"))
        .contains("kald.yaml:1:37: witness.directory: " + expected + "\n");
    assertThat(check("witness: {directory: " + named + "}\n")).doesNotContain("expected:");
  }

  @Test
  void shouldNotWarnOfWhatKaldMakesItself() throws Exception {
    Path link = directory.resolve("link");
    Files.createSymbolicLink(link, Files.createDirectory(directory.resolve("real")));
    for (String name : List.of("a/b/c", "link", "link/a", "real/../b")) {
      assertThat(check("journal: {directory: '" + name + "'}\n")).doesNotContain("expected:");
    }
  }

  @Test
  @Tag("slow")
  void shouldWarnOfADirectoryThatThisUserCannotWriteTo() throws Exception {
    assumeTrue(
        new ProcessBuilder("unshare", "-m", "true").start().waitFor() == 0,
        "not run: needs root for a mount namespace");
    Files.writeString(
        directory.resolve("kald.yaml"), "services: []\njournal: {directory: /mnt/a/b}\n");
    Process process =
        new ProcessBuilder(
                "unshare",
                "-m",
                "sh",
                "-c",
                "mount -t tmpfs -o ro none /mnt && exec \"$@\"",
                "sh",
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                "io.kald.agent.Main",
                "check",
                directory.resolve("kald.yaml").toString())
            .start();
    assertThat(new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
        .contains(":2:22: journal.directory: /mnt/a/b cannot be made: /mnt cannot be written to")
        .contains("is valid");
    assertThat(process.waitFor()).isZero();
  }

  private List<String> problems(String text) throws IOException {
    Path file = Files.writeString(directory.resolve("kald.yaml"), text + "services: []\n");
    try {
      ConfigFile.load(file, Map.of());
      return List.of();
    } catch (ConfigException e) {
      return e.problems().stream()
          .map(problem -> problem.toString().substring(file.toString().length()))
          .toList();
    }
  }

  private String check(String text) throws IOException {
    Path file = Files.writeString(directory.resolve("kald.yaml"), text + "services: []\n");
    StringWriter out = new StringWriter();
    Console console = new Console(new PrintWriter(out), new PrintWriter(out), false);
    assertThat(new Cli(new Wired(), console).execute("check", file.toString())).isZero();
    return out.toString();
  }

  private static void pipe(Path path) throws Exception {
    assertThat(new ProcessBuilder("mkfifo", path.toString()).start().waitFor()).isZero();
  }
}
