package io.kald.agent.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import io.kald.agent.cli.Cli;
import io.kald.agent.cli.Console;
import io.kald.agent.cli.ReportWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.channels.Channels;
import java.nio.channels.Pipe;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every command with an output that takes nothing. */
class UnwritableReportTest {
  private static final String FULL =
      "kald: standard output cannot be written: No space left on device\n";

  private final StringWriter err = new StringWriter();
  private final Path dir;

  UnwritableReportTest(@TempDir Path dir) {
    this.dir = dir;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--help",
        "--version",
        "help",
        "help probe tcp",
        "audit --help",
        "completion",
        "check CONFIG",
        "phones explain CONFIG",
        "audit CAPTURE --settings 5,3,5",
        "audit CAPTURE --settings 5,3,5 -o json",
        "audit CAPTURE --settings 5,3,5 -o html",
        "flows CAPTURE",
        "flows CAPTURE -o json",
        "advise PING",
        "advise PING -o json",
        "probe tcp SERVER --count 2 --frequency 100ms",
        "probe tcp SERVER --count 2 --frequency 100ms -o json",
      })
  void shouldSayThatAReportCannotBeWrittenAndExitWithThree(String command) throws Exception {
    try (ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        OutputStream full = Files.newOutputStream(Path.of("/dev/full"))) {
      assertThat(run(full, filled(command, server.getLocalPort()))).isEqualTo(3);
      assertThat(err.toString()).endsWith(FULL);
    }
  }

  /** As {@code kald COMMAND | head -1}: who reads has enough, and needs no message. */
  @ParameterizedTest
  @ValueSource(strings = {"--help", "audit CAPTURE --settings 5,3,5", "completion"})
  void shouldEndQuietlyWhenTheReaderIsGone(String command) throws Exception {
    Pipe pipe = Pipe.open();
    pipe.source().close();
    try (OutputStream out = Channels.newOutputStream(pipe.sink())) {
      assertThat(run(out, filled(command, 1))).isEqualTo(128 + 13);
      assertThat(err.toString()).isEmpty();
    }
  }

  @Test
  void shouldSayWhichFileCannotBeWritten() throws Exception {
    OutputStream nowhere = OutputStream.nullOutputStream();
    String annotate = "audit CAPTURE --settings 5,3,5 --annotate /dev/full";
    assertThat(run(nowhere, filled(annotate, 1))).isEqualTo(3);
    assertThat(err.toString())
        .isEqualTo("kald: /dev/full cannot be written: No space left on device\n");
    err.getBuffer().setLength(0);
    assertThat(run(nowhere, List.of("man", "/dev/full/pages"))).isEqualTo(3);
    assertThat(err.toString()).startsWith("kald: /dev/full/pages: no pages can be written there: ");
  }

  /** A process, whose standard output is really closed or full. */
  @Test
  @Tag("slow")
  void shouldNoticeAStandardOutputThatIsClosedOrFull() throws Exception {
    for (String redirected : List.of(">&-", ">/dev/full")) {
      List<String> prefix = List.of("sh", "-c", "exec \"$@\" " + redirected, "sh");
      try (KaldProcess kald = KaldProcess.start(prefix, "--help")) {
        assertThat(kald.exitCode()).isEqualTo(3);
      }
    }
  }

  private int run(OutputStream out, List<String> command) {
    Console console = new Console(ReportWriter.to(out), new PrintWriter(err, true), false);
    return new Cli(new Wired(), console).execute(command.toArray(String[]::new));
  }

  private List<String> filled(String command, int port) throws IOException {
    Path config = dir.resolve("kald.yaml");
    Files.writeString(config, "services: [{name: a, host: 127.0.0.1}]\n");
    Path ping = dir.resolve("ping");
    Files.writeString(
        ping,
        IntStream.range(0, 60)
            .mapToObj(i -> "64 bytes from 192.0.2.1: icmp_seq=" + i + " ttl=64 time=1.0 ms\n")
            .collect(Collectors.joining()));
    return List.of(
        command
            .replace("CONFIG", config.toString())
            .replace("CAPTURE", "src/main/dist/stuck-ports.pcap")
            .replace("PING", ping.toString())
            .replace("SERVER", "127.0.0.1:" + port)
            .split(" "));
  }
}
