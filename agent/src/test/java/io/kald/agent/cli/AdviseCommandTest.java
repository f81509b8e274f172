package io.kald.agent.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kald.agent.pcap.CaptureBuilder;
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
  private final StringWriter err = new StringWriter();
  private final Console console =
      new Console(new PrintWriter(out, true), new PrintWriter(err, true), false);

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
  void shouldReadEachPathOfACapture(@TempDir Path directory) throws IOException {
    CaptureBuilder capture = CaptureBuilder.pcap().at(1_700_000_000_000_000_000L);
    for (int i = 0; i < 40; i++) {
      capture.after(1_000_000_000).echoRequest("192.0.2.50", "192.0.2.100", 7, i);
      if (i % 4 != 0) {
        capture.after(28_000_000).echoReply("192.0.2.100", "192.0.2.50", 7, i);
      }
    }
    Path file = Files.write(directory.resolve("path.pcap"), capture.bytes());
    assertThat(advise("", file.toString())).isEqualTo(ExitCode.YES);
    assertThat(out.toString())
        .contains("== icmp 192.0.2.50 > 192.0.2.100", "40 samples from a capture: 10 lost")
        .contains("Detect Unified CM Connection Failure: Delayed");
  }

  @Test
  void shouldSayThatACaptureShowsNoPathOfPhones(@TempDir Path directory) throws IOException {
    CaptureBuilder capture = CaptureBuilder.pcap().at(1_700_000_000_000_000_000L);
    capture.tcp("192.0.2.50", 4000, "192.0.2.100", 80).open();
    Path file = Files.write(directory.resolve("web.pcap"), capture.bytes());
    assertThatThrownBy(() -> advise("", file.toString()))
        .hasMessageEndingWith(
            "no KeepAlive of a phone and no echo in this capture (expected: one" + " or more)");
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

  @Test
  void shouldAdviseForEachPhoneOfAJournal(@TempDir Path directory) throws IOException {
    Path file = directory.resolve("kald-20261121T030000.123Z.jsonl");
    String other = keepAlives("hall", 20).replace("\"c1\"", "\"c2\"");
    Files.writeString(file, keepAlives("desk", 12) + other + keepAlives("new", 1));
    assertThat(advise("", directory.toString())).isEqualTo(ExitCode.YES);
    assertThat(out.toString())
        .containsSubsequence(
            "== desk\nDetect Unified CM Connection Failure: Normal",
            "12 samples from kald's journal",
            "== hall\n",
            "20 samples from kald's journal");
    assertThat(err.toString())
        .isEqualTo("new: no advice: too few samples: 1 (expected: 10 or more)\n");
  }

  @Test
  void shouldAdviseOnceForPhonesThatAreEqual(@TempDir Path directory) throws IOException {
    StringBuilder lines = new StringBuilder();
    for (int i = 0; i < 100; i++) {
      lines.append(keepAlives("floor-%02d".formatted(i), i == 17 ? 15 : 12));
    }
    String slow = lines.toString().replaceAll("(floor-17.*\"rtt\":0.0)01", "$199");
    Files.writeString(directory.resolve("kald-20261121T030000.123Z.jsonl"), slow);
    assertThat(advise("", directory.toString())).isEqualTo(ExitCode.YES);
    assertThat(out.toString())
        .containsOnlyOnce("==")
        .startsWith(
            """
            == floor-00, floor-01, floor-02 and 97 more: 100 phones at c1
            The figures are those of floor-17, which fared worst.
            Detect Unified CM Connection Failure: Normal
            """)
        .contains("15 samples from kald's journal");
  }

  @Test
  void shouldAnswerForEachPhoneOfAFileInALineOfJson(@TempDir Path directory) throws IOException {
    Path file = directory.resolve("part.jsonl");
    Files.writeString(file, keepAlives("desk", 12) + keepAlives("hall", 20));
    assertThat(advise("", file.toString(), "-o", "json")).isEqualTo(ExitCode.YES);
    assertThat(out.toString().lines().toList())
        .satisfiesExactly(
            line -> assertThat(line).startsWith("{\"group\":\"desk\",\"detect_failure\":"),
            line -> assertThat(line).startsWith("{\"group\":\"hall\",\"detect_failure\":"));
  }

  @Test
  void shouldTakeAFileOfAProbeForWhatItIs(@TempDir Path directory) throws IOException {
    Path file = directory.resolve("probe.jsonl");
    Files.writeString(
        file,
        "{\"event\":\"probe\",\"target\":\"h\",\"outcome\":\"answered\",\"rtt\":0.001}\n"
            .repeat(10));
    assertThat(advise("", file.toString())).isEqualTo(ExitCode.YES);
    assertThat(out.toString()).contains("10 samples from kald probe");
  }

  @Test
  void shouldSayThatNoPhoneIsInAJournal(@TempDir Path directory) throws IOException {
    assertThatThrownBy(() -> advise("", directory.toString()))
        .hasMessageContaining("no KeepAlive of a phone in its files");
    Files.writeString(directory.resolve("kald-20261121T030000.123Z.jsonl"), keepAlives("desk", 1));
    assertThat(advise("", directory.toString())).isEqualTo(ExitCode.USAGE);
  }

  private static String keepAlives(String group, int count) {
    StringBuilder lines = new StringBuilder();
    for (int i = 0; i < count; i++) {
      lines.append(
          ("{\"at\":\"2026-11-21T03:00:00.000000Z\",\"mono\":1,\"event\":\"sccp-keepalive\","
                  + "\"group\":\"%s\",\"node\":\"c1\",\"link\":\"active\","
                  + "\"verdict\":\"sccp-acked\",\"sent\":%d,\"rtt\":0.001}\n")
              .formatted(group, i));
    }
    return lines.toString();
  }

  private ExitCode advise(String in, String... arguments) throws IOException {
    AdviseCommand command = new AdviseCommand(new ByteArrayInputStream(in.getBytes(UTF_8)));
    CommandLine line = new CommandLine(command.spec()).setCaseInsensitiveEnumValuesAllowed(true);
    return command.run(line.parseArgs(arguments), console);
  }
}
