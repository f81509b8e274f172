package io.kald.agent.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.kald.agent.pcap.CaptureBuilder;
import io.kald.agent.pcap.TcpTalk;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class FlowsCommandTest {
  private static final long SECOND = 1_000_000_000;

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private final Path directory;

  FlowsCommandTest(@TempDir Path directory) {
    this.directory = directory;
  }

  @Test
  void shouldSayWhichConnectionACsmWouldHaveCut() throws IOException {
    assertThat(flows(capture(3700), "--timers", "csm")).isEqualTo(1);
    assertThat(out.toString())
        .contains(
            "5 packets of TCP and UDP in 1h1m40s",
            "csm: idle 1h; pending 30s\n",
            "  1 connection would be cut:\n    TCP 10.0.0.1:40000 > 10.0.0.2:2000:"
                + " idle for 1h1m40s, removed at 2023-11-14 23:13:20.000; the client sent again"
                + " 1m40s later\n",
            "  at most 1 connection at once of 1000000\n",
            "takes 277.8 new connections a second for ever",
            "    Connections Created:       1\n",
            "    Connections Timed-Out:     1\n",
            "    Connections Failed:        0\n");
  }

  @Test
  void shouldCompareTwoBoxes() throws IOException {
    // A CSS whose table has room keeps what the CSM cuts.
    assertThat(flows(capture(3700), "--compare", "css,csm")).isEqualTo(1);
    assertThat(out.toString())
        .contains(
            """
            css: idle 16s, port 80 8s; idle ones live until their place is wanted
              nothing would be cut
            """,
            "  1 time an idle one went on, after 1h1m40s at the longest, only because its place"
                + " was not wanted: --busy shows the cuts\n",
            """
            from css to csm: 1 connection would break, 0 would no longer be cut
                breaks: TCP 10.0.0.1:40000 > 10.0.0.2:2000
            """);
  }

  @Test
  void shouldNotMindWhatOnlyTheFirstOfTwoBoxesCuts() throws IOException {
    assertThat(flows(capture(60), "--compare", "css,csm", "--busy")).isZero();
    assertThat(out.toString())
        .contains("from css to csm: 0 connections would break, 1 would no longer be cut\n");
  }

  @Test
  void shouldSayThatAShortCaptureCannotShowALongTimer() throws IOException {
    assertThat(flows(capture(60))).isZero();
    assertThat(out.toString()).contains("the capture is shorter than the idle timer");
  }

  @Test
  void shouldReadTimersFromAFile() throws IOException {
    Path file = Files.writeString(directory.resolve("half.yaml"), "timers: {idle: 30s}\n");
    assertThat(flows(capture(60), "--timers", file.toString(), "-o", "json")).isEqualTo(1);
    assertThat(out.toString())
        .startsWith(
            "{\"packets\":5,\"damaged\":false,\"boxes\":[{\"box\":\"half.yaml\",\"idle\":30.0,")
        .contains(
            "\"cuts\":[{\"protocol\":\"tcp\",\"client\":\"10.0.0.1:40000\","
                + "\"server\":\"10.0.0.2:2000\",\"began\":\"2023-11-14T22:13:20Z\","
                + "\"cause\":\"idle\",")
        .contains("\"sender\":\"client\"");
  }

  @Test
  void shouldNameWhatCannotBeRead() throws IOException {
    String none = directory.resolve("none.pcap").toString();
    assertThat(flows(none)).isEqualTo(2);
    assertThat(err.toString()).isEqualTo("kald: " + none + ": no such file\n");
    err.getBuffer().setLength(0);

    String text = Files.writeString(directory.resolve("a.txt"), "not a capture").toString();
    assertThat(flows(text)).isEqualTo(2);
    assertThat(err.toString()).startsWith("kald: " + text + ": not a pcap or pcapng capture");
    err.getBuffer().setLength(0);

    assertThat(flows(capture(1), "--timers", "f5")).isEqualTo(2);
    assertThat(err.toString())
        .isEqualTo("kald: f5: no such file (expected: css, csm, ace, or a file of timers)\n");
    err.getBuffer().setLength(0);

    assertThat(flows(capture(1), "--compare", "css")).isEqualTo(2);
    assertThat(err.toString()).startsWith("kald: --compare: css (expected: two, such as css,csm)");
  }

  @Test
  void shouldRefuseACaptureWithoutConnections() throws IOException {
    Path echoes = directory.resolve("echo.pcap");
    CaptureBuilder.pcap().echoRequest("10.0.0.1", "10.0.0.2", 1, 1).write(echoes);
    assertThat(flows(echoes.toString())).isEqualTo(2);
    assertThat(err.toString()).contains("holds no packet of TCP or UDP");
  }

  /** One connection that is idle for so long. */
  private String capture(long idleSeconds) throws IOException {
    TcpTalk talk = CaptureBuilder.pcapng().tcp("10.0.0.1", 40_000, "10.0.0.2", 2000).open();
    talk.after(idleSeconds * SECOND).send("a").serverAck();
    return talk.capture().write(directory.resolve("c.pcapng")).toString();
  }

  private int flows(String capture, String... words) {
    String[] all = new String[words.length + 2];
    all[0] = "flows";
    all[1] = capture;
    System.arraycopy(words, 0, all, 2, words.length);
    Console console = new Console(new PrintWriter(out, true), new PrintWriter(err, true), false);
    return new Cli(new NoActions(), console).execute(all);
  }
}
