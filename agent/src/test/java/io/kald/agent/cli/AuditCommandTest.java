package io.kald.agent.cli;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kald.agent.audit.Audit;
import io.kald.agent.pcap.CaptureBuilder;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;

class AuditCommandTest {
  private static final long START = 1_129_800_136_000_000_000L;
  private static final long SECOND = 1_000_000_000L;
  private static final String SERVER = "192.0.2.1";

  private final Path directory;
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private final Console console =
      new Console(new PrintWriter(out, true), new PrintWriter(err, true), false);

  AuditCommandTest(@TempDir Path directory) {
    this.directory = directory;
  }

  /** Good exchanges at these times, in milliseconds. */
  private static byte[] exchanges(long... millis) {
    CaptureBuilder capture = CaptureBuilder.pcap();
    int port = 1023;
    for (long at : millis) {
      capture.at(START + at * 1_000_000);
      capture.tcp("192.0.2.9", ++port, SERVER, 51_000).syn().after(5_200_000).synAck().ack().rst();
    }
    return capture.bytes();
  }

  private static byte[] seed() {
    long[] millis = new long[30];
    for (int i = 1; i < millis.length; i++) {
      millis[i] = millis[i - 1] + 10_100 + i * 7 % 9 * 100L;
    }
    return exchanges(millis);
  }

  /** The sample README audits; {@code -Dkald.write} makes it anew. */
  @Test
  void shouldFindTheSameInTheSample() throws IOException {
    Path sample = Path.of("src/main/dist/stuck-ports.pcap");
    if (System.getProperty("kald.write") != null) {
      Files.write(sample, seed());
    }
    assertThat(Files.readAllBytes(sample)).isEqualTo(seed());
  }

  private static byte[] steady() {
    long[] millis = new long[30];
    for (int i = 1; i < millis.length; i++) {
      millis[i] = i * 5_000L;
    }
    return exchanges(millis);
  }

  @Test
  void shouldFindWhatTheFirstSeedFound() throws IOException {
    assertThat(audit(seed(), "-", "--settings", "5,3,5")).isEqualTo(ExitCode.NO);
    assertThat(out.toString())
        .contains("(TCP-51000 5 3 5)", "keepalive-not-sent", "CSCeg60264", "Result: deviates");
  }

  @Test
  void shouldSayThatASteadyProberConforms() throws IOException {
    Path file = Files.write(directory.resolve("steady.pcap"), steady());
    assertThat(audit(new byte[0], file.toString(), "--settings", "5,3,5,rst"))
        .isEqualTo(ExitCode.YES);
    assertThat(out.toString()).contains("every 5 s", "closed by rst", "Result: conforms.");
  }

  @Test
  void shouldInferWhatNobodyTold() throws IOException {
    assertThat(audit(steady(), "-", "-o", "json")).isEqualTo(ExitCode.YES);
    assertThat(out.toString())
        .startsWith("{\"conforms\":true,")
        .contains("\"period\":5.000000000", "\"close\":\"rst\"", "\"origin\":\"inferred\"");
  }

  @Test
  void shouldJudgeByTheConfiguration() throws IOException {
    assertThat(audit(steady(), "-", "--config", config("close: fin").toString()))
        .isEqualTo(ExitCode.NO);
    assertThat(out.toString()).contains("wrong-close", "kald.yaml, keepalive web");
  }

  @Test
  void shouldReplayUnderAConfiguration() throws IOException {
    CaptureBuilder capture = CaptureBuilder.pcapng();
    for (int i = 0; i < 9; i++) {
      capture.at(START + i * 5L * SECOND);
      var talk = capture.tcp("192.0.2.9", 2000 + i, SERVER, 51_000).syn();
      if (i >= 3 && i < 6) {
        talk.serverRst();
      } else {
        talk.after(1_000_000).synAck().ack().rst();
      }
    }
    assertThat(audit(capture.bytes(), "-", "--replay", config("").toString()))
        .isEqualTo(ExitCode.YES);
    assertThat(out.toString())
        .containsSubsequence(
            "web: unknown -> alive",
            "web: alive -> dying",
            "web: dying -> down, 3 failures: refused",
            "web: down -> alive",
            "4 changes of state of 1 keepalive");
  }

  @Test
  void shouldLayAJournalBesideThePackets() throws IOException {
    Path journal = directory.resolve("journal.jsonl");
    StringBuilder lines = new StringBuilder();
    for (int i = 0; i < 30; i++) {
      Instant at = Instant.ofEpochSecond(START / SECOND + i * 5L);
      lines
          .append("{\"at\":\"" + at + "\",\"mono\":1,\"event\":\"probe\",\"keepalive\":\"web\",")
          .append("\"kind\":\"tcp\",\"target\":\"192.0.2.1:51000\",\"address\":\"192.0.2.1\",")
          .append("\"source_port\":" + (1024 + i) + ",\"sent_at\":\"" + at + "\",")
          .append("\"rtt\":0.0052,\"after\":null,\"outcome\":\"answered\"}\n");
    }
    Files.writeString(journal, lines);
    assertThat(audit(steady(), "-", "--journal", journal.toString())).isEqualTo(ExitCode.YES);
    assertThat(out.toString()).contains("Journal: 30 probes; 30 confirmed, 0 not on the wire");
  }

  /** A node that hung, and then acked each KeepAlive 2.7 s late, with one sent every 2 s. */
  @Test
  void shouldConfirmTheJournalOfAPhoneWhoseNodeIsSlowerThanTheInterval() throws IOException {
    String capture = resource("slow-ack.pcap").toString();
    assertThat(audit(new byte[0], capture, "--journal", resource("slow-ack.jsonl").toString()))
        .isEqualTo(ExitCode.YES);
    assertThat(out.toString())
        .contains("14 KeepAlives, 14 with KeepAliveAck", "Journal: 20 probes; 20 confirmed");
  }

  /** A router says that it knows no such host, as it would to a live probe. */
  @Test
  void shouldReplayAnIcmpErrorWithTheReasonOfALiveProbe() throws IOException {
    Path config = directory.resolve("unreachable.yaml");
    Files.writeString(config, "services:\n  - {name: web, type: tcp, host: 192.0.2.1, port: 80}\n");
    String capture = resource("unreachable.pcap").toString();
    assertThat(audit(new byte[0], capture, "--replay", config.toString())).isEqualTo(ExitCode.YES);
    assertThat(out.toString()).contains("web: unknown -> down, 3 failures: host-unreachable");
  }

  private Path resource(String name) throws IOException {
    Path copy = directory.resolve(name);
    try (InputStream in = Audit.class.getResourceAsStream(name)) {
      Files.copy(Objects.requireNonNull(in), copy);
    }
    return copy;
  }

  @Test
  void shouldWriteTheCaptureWithItsVerdicts() throws IOException {
    Path source = Files.write(directory.resolve("seed.pcap"), seed());
    Path target = directory.resolve("seed.pcapng");
    audit(new byte[0], source.toString(), "--settings", "5,3,5", "--annotate", target.toString());
    String written = new String(Files.readAllBytes(target), ISO_8859_1);
    assertThat(written)
        .contains("kald: unknown -> alive, answered", "kald: keepalive-not-sent: the exchanges");
    assertThat(audit(new byte[0], target.toString(), "--settings", "5,3,5")).isEqualTo(ExitCode.NO);
    assertThatThrownBy(() -> audit(seed(), "-", "--annotate", target.toString()))
        .hasMessageContaining("cannot take standard input");
  }

  @Test
  void shouldTellWhichConnectionsWereForgottenWhileIdle() throws IOException {
    CaptureBuilder capture = CaptureBuilder.pcap();
    capture.at(START);
    capture.tcp("192.0.2.7", 4000, SERVER, 22).open().send("a").reply("b").serverAck();
    capture.at(START + 20 * SECOND);
    capture
        .tcp("192.0.2.7", 4001, SERVER, 22)
        .open()
        .send("a")
        .reply("b")
        .after(16 * SECOND)
        .send("c")
        .serverRst();
    assertThat(audit(capture.bytes(), "-")).isEqualTo(ExitCode.NO);
    assertThat(out.toString())
        .contains(
            "In tcp 192.0.2.7:4001 > 192.0.2.1:22:",
            "idle-timeout-hit",
            "idle for 16 s; the data that came then drew RST");
  }

  @Test
  void shouldFindPhonesAtSeveralPorts() throws IOException {
    CaptureBuilder capture = CaptureBuilder.pcap();
    for (int port : new int[] {2001, 2002}) {
      capture.at(START);
      capture.tcp("192.0.2.9", 40_000, SERVER, port).open().send("\4" + "\0".repeat(11));
    }
    audit(capture.bytes(), "-", "--sccp-port", "2001,2002");
    assertThat(out.toString())
        .contains("sccp 192.0.2.9 > 192.0.2.1:2001", "sccp 192.0.2.9 > 192.0.2.1:2002");
  }

  @Test
  void shouldNotSayThatSilenceConforms() throws IOException {
    byte[] others = exchanges(0, 1);
    assertThat(audit(others, "-")).isEqualTo(ExitCode.USAGE);
    assertThat(out.toString())
        .contains("No keepalive was found, so there is nothing to judge.")
        .doesNotContain("conforms");
    assertThat(audit(others, "-", "-o", "json")).isEqualTo(ExitCode.USAGE);
    assertThat(out.toString()).contains("{\"conforms\":true,\"judged\":false,");
    assertThat(audit(steady(), "-", "-o", "json")).isEqualTo(ExitCode.YES);
    assertThat(out.toString()).contains("{\"conforms\":true,\"judged\":true,");
  }

  @Test
  void shouldSayThatACaptureHoldsNoPacket() {
    byte[] header = CaptureBuilder.pcap().bytes();
    assertThatThrownBy(() -> audit(header, "-", "--settings", "5,3,5"))
        .isInstanceOfSatisfying(
            CliException.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.USAGE))
        .hasMessage("standard input: holds no packet that can be read");
    assertThatThrownBy(() -> audit(Arrays.copyOf(header, 10), "-"))
        .hasMessage(
            "standard input: holds no packet that can be read; damaged at byte 0: the file ends"
                + " within its own header");
  }

  @Test
  void shouldSayThatAJournalIsOfAnotherTime() throws IOException {
    Path journal = Files.createDirectory(directory.resolve("empty"));
    assertThat(audit(steady(), "-", "--journal", journal.toString())).isEqualTo(ExitCode.YES);
    assertThat(out.toString())
        .contains("Journal: it tells of no probe within this capture, so nothing was compared")
        .doesNotContain("0 confirmed");
  }

  @Test
  void shouldNotPassOverAFormThatAReplayDoesNotHave() {
    assertThatThrownBy(() -> audit(steady(), "-", "--replay", config("").toString(), "-o", "json"))
        .isInstanceOfSatisfying(
            CliException.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.USAGE))
        .hasMessage("--replay prints text alone (expected: no --output)");
  }

  @Test
  void shouldSayInPlainWordsWhatCannotBeReadOrWritten() throws IOException {
    Path none = directory.resolve("none");
    assertThatThrownBy(() -> audit(steady(), "-", "--journal", none.toString()))
        .hasMessage("the journal cannot be read: " + none + ": no such file");
    Path file = Files.write(directory.resolve("steady.pcap"), steady());
    Path target = none.resolve("out.pcapng");
    assertThatThrownBy(() -> audit(new byte[0], file.toString(), "--annotate", target.toString()))
        .hasMessage(target + " cannot be written: no such file");
    assertThatThrownBy(() -> audit(new byte[0], file.toString(), "--annotate", file.toString()))
        .hasMessage(
            file
                + " cannot be written: "
                + file
                + ": is the capture that is to be copied; name another file");
  }

  @Test
  void shouldTakeACaptureThatBreaksOffForUnreadable() {
    InputStream broken =
        new InputStream() {
          @Override
          public int read() throws IOException {
            throw new IOException("Input/output error");
          }

          @Override
          public int read(byte[] to, int from, int length) throws IOException {
            throw new IOException("Input/output error");
          }
        };
    assertThatThrownBy(() -> audit(broken, "-"))
        .isInstanceOfSatisfying(
            CliException.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.USAGE))
        .hasMessage("standard input: cannot be read: Input/output error");
  }

  @Test
  void shouldSayWhatIsNotACapture() {
    assertThatThrownBy(() -> audit("hello, world".getBytes(UTF_8), "-"))
        .isInstanceOfSatisfying(
            CliException.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.USAGE))
        .hasMessageStartingWith("standard input: not a pcap or pcapng capture");
    assertThatThrownBy(() -> audit(new byte[0], directory.resolve("none").toString()))
        .hasMessageEndingWith("none: no such file");
    assertThatThrownBy(() -> audit(new byte[0], directory.toString()))
        .hasMessageEndingWith("is a directory, not a capture");
  }

  @Test
  void shouldReadADamagedFileUpToTheDamage() throws IOException {
    byte[] whole = steady();
    byte[] torn = Arrays.copyOf(whole, whole.length - 10);
    assertThat(audit(torn, "-")).isEqualTo(ExitCode.YES);
    assertThat(out.toString()).contains("The file is damaged and was read up to there: at byte ");
  }

  @Test
  void shouldExplainSettingsItCannotRead() {
    assertThatThrownBy(() -> audit(steady(), "-", "--settings", "csv"))
        .isInstanceOf(ParameterException.class)
        .hasMessageEndingWith(
            ": csv (expected: FREQUENCY,MAXFAILURE,RETRYPERIOD, such as 5,3,5 or" + " 5,3,5,rst)");
    assertThatThrownBy(() -> audit(steady(), "-", "--settings", "5,30,5"))
        .hasMessageContaining("maxfailure, a whole number from 1 to 10");
    assertThatThrownBy(
            () -> audit(steady(), "-", "--settings", "5,3,5", "--config", config("").toString()))
        .hasMessage("give only one of --config and --settings");
  }

  @Test
  void shouldEndWithTwoWhenTheConfigurationIsInvalid() throws IOException {
    Path file = Files.writeString(directory.resolve("bad.yaml"), "services: 7\n");
    assertThat(audit(steady(), "-", "--config", file.toString())).isEqualTo(ExitCode.USAGE);
    assertThat(err.toString()).contains("is not valid: 1 mistake");
  }

  private Path config(String close) throws IOException {
    String text =
        "services:\n  - name: web\n    type: tcp\n    host: 192.0.2.1\n    port: 51000\n"
            + (close.isEmpty() ? "" : "    tcp-" + close + "\n");
    return Files.writeString(directory.resolve("kald.yaml"), text);
  }

  private ExitCode audit(byte[] in, String... arguments) throws IOException {
    return audit(new ByteArrayInputStream(in), arguments);
  }

  private ExitCode audit(InputStream in, String... arguments) throws IOException {
    AuditCommand command = new AuditCommand(in);
    CommandLine line = new CommandLine(command.spec()).setCaseInsensitiveEnumValuesAllowed(true);
    return command.run(line.parseArgs(arguments), console);
  }
}
