package io.kald.agent.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.kald.agent.Main;
import io.kald.probe.icmp.IcmpProbers;
import io.kald.probe.lab.Listeners;
import io.kald.probe.net.Loops;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ProbeCommandTest {
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private final Cli cli =
      new Cli(
          new NoActions(),
          new Console(new PrintWriter(out, true), new PrintWriter(err, true), false));

  @ParameterizedTest
  @ValueSource(strings = {"rst", "fin", "half-open"})
  void shouldSayYesWhenAListenerAnswersEveryProbe(String close) throws IOException {
    try (ServerSocket server = listener()) {
      int code = probe("tcp", at(server), "-c", "2", "-i", "20ms", "--tcp-close", close);

      assertThat(code).isZero();
      assertThat(out.toString()).contains("1: answered from " + at(server), "0 % loss");
    }
  }

  @ParameterizedTest
  @CsvSource({"answered, 0, answered from", "rejected, 1, reset by"})
  void shouldCallAResetAfterTheHandshakeWhatItIsTold(String resetIs, int exit, String text)
      throws IOException {
    try (Listeners server = Listeners.closingAtOnce("127.0.0.1", true)) {
      String target = "127.0.0.1:" + server.port();
      int code = probe("tcp", target, "-c", "5", "-i", "20ms", "--reset-is", resetIs);

      assertThat(code).isEqualTo(exit);
      assertThat(out.toString().lines().filter(line -> line.contains(text))).hasSize(5);
    }
  }

  @Test
  @Tag("slow")
  void shouldSayYesWhenIdleConnectionsLive() throws IOException {
    assumeTrue(Loops.nativeAvailable(), "not run: needs Linux");
    try (ServerSocket server = listener()) {
      int code = probe("idle", at(server), "--max", "2s", "--parallel", "2", "-o", "json");

      assertThat(code).isZero();
      assertThat(out.toString().lines())
          .hasSize(4)
          .last()
          .asString()
          .contains("\"event\":\"summary\"", "\"fate\":\"kept\"", "\"kept\":2.0");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--max 1s                  | --max: 1s (expected: 2s ~ 1d)",
        "--max 25h                 | --max: 25h (expected: 2s ~ 1d)",
        "--parallel 0              | --parallel: 0 (expected: 1 ~ 128)",
        "--max 10s --resolution 1m | --resolution: not below --max (expected: a part of it)"
      })
  void shouldRefuseASearchThatCannotEndWell(String options, String message) {
    assertThat(probe(("idle 127.0.0.1:1 " + options).split(" "))).isEqualTo(2);
    assertThat(err.toString()).startsWith("kald: " + message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "tcp 0.0.0.0:40000 --source-ports 40000-40000 | 0.0.0.0 is the unspecified address",
        "tcp [::]:80                                  | :: is the unspecified address",
        "icmp 0.0.0.0                                 | 0.0.0.0 is the unspecified address",
        "icmp 255.255.255.255                         | 255.255.255.255 is the broadcast address",
        "icmp FF02:0::1%lo                            | ff02::1%lo is a multicast address",
        "idle 0.0.0.0:80                              | 0.0.0.0 is the unspecified address",
        "tcp [FE80::1]:80                             | fe80::1 is link-local and needs a zone"
      })
  void shouldRefuseAnAddressThatNoHostHas(String words, String message) {
    assertThat(probe((words + " -c 2").strip().split(" +"))).isEqualTo(2);
    assertThat(err.toString()).contains(message);
    assertThat(out.toString()).isEmpty();
  }

  @Test
  void shouldSayNoWhenNobodyListens() throws IOException {
    String target;
    try (ServerSocket server = listener()) {
      target = at(server);
    }

    assertThat(probe("tcp", target, "--count=1", "-o", "json")).isEqualTo(1);
    assertThat(out.toString().lines())
        .hasSize(2)
        .first()
        .asString()
        .contains("\"outcome\":\"rejected\"", "\"reason\":\"refused\"");
  }

  @Test
  void shouldSayYesToAnEchoOfThisMachine() {
    assumeTrue(
        IcmpProbers.permissionProblem().isEmpty(),
        "not run: needs root or a net.ipv4.ping_group_range that allows echoes");

    assertThat(probe("icmp", "127.0.0.1", "-c", "2", "-i", "20ms")).isZero();
    assertThat(out.toString()).contains("2 sent, 2 answered").contains("rtt min/avg/max/mdev");
  }

  @Test
  void shouldFailAsOurOwnWhenNoProbeCanLeave() throws IOException {
    try (ServerSocket server = listener()) {
      assertThat(probe("tcp", at(server), "-c", "1", "--source", "192.0.2.1")).isEqualTo(3);
      assertThat(out.toString()).contains("not probed, a fault of this side");
      assertThat(err.toString()).contains("kald: no probe could be sent");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "tcp no-such-name.invalid:80   | no-such-name.invalid: this name has no address",
        "tcp 127.0.0.1                 | HOST:PORT: 127.0.0.1 (expected: HOST:PORT",
        "tcp ::1:80                    | HOST:PORT: ::1:80 (expected: HOST:PORT, or [ADDRESS]",
        "tcp 127.0.0.1:70000           | HOST:PORT: 70000 (expected: 1 ~ 65535)",
        "tcp a:80 --tcp-close maybe    | --tcp-close: maybe (expected: rst, fin, half-open)",
        "tcp a:80 --source-ports 9-1   | --source-ports: 9-1 (expected: auto or a range",
        "127.0.0.1                     | KIND is missing: icmp, tcp, idle (as in `kald probe icmp 127.0.0.1`)",
        "tcpp a:80                     | unknown command tcpp (did you mean `tcp`?)",
        "tcp --cuont 3 a:80            | unknown option --cuont (did you mean `--count`?)",
        "tcp --cuont 3                 | unknown option --cuont",
        "tcp                           | HOST:PORT is missing",
        "tcp a:80 --count              | --count needs a value: N",
        "tcp a:80 -o xml               | --output: xml (expected: text, json)",
        "tcp a:80 --family 4           | --family: 4 (expected: any, ipv4, ipv6)",
        "tcp a:80 --frequency soon     | --frequency: soon (expected: a time such as 500ms, 5s or 1m30s;",
        "tcp a:80 --frequency 1ms      | --frequency: 1ms (expected: 10ms ~ 1h)",
        "icmp a --dscp 64              | --dscp: 64 (expected: 0 ~ 63",
        "icmp a --source-ports 1-2     | unknown option --source-ports",
        "icmp a b                      | unexpected argument b",
        "icmp 1.2.3.4.5                | HOST: 1.2.3.4.5 (expected: a host name",
      })
  void shouldRefuseWhatCannotBeAsked(String line, String message) {
    assertThat(probe(line.split(" +"))).isEqualTo(2);
    assertThat(err.toString()).startsWith("kald: ").contains(message);
  }

  @Test
  @Tag("slow")
  void shouldSumUpAndExitAsUsualWhenInterrupted() throws Exception {
    try (ServerSocket server = listener()) {
      Process process =
          new ProcessBuilder(
                  Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                  "-XX:+UseSerialGC",
                  "-XX:TieredStopAtLevel=1",
                  "-cp",
                  System.getProperty("java.class.path"),
                  Main.class.getName(),
                  "probe",
                  "tcp",
                  at(server))
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
        assertThat(lines.readLine()).startsWith("probing tcp");
        assertThat(lines.readLine()).startsWith("1: answered");

        process.toHandle().destroy(); // SIGTERM, which takes the same way as Ctrl-C

        List<String> rest = lines.lines().toList();
        assertThat(rest).anyMatch(line -> line.contains("0 % loss"));
        assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isZero();
      } finally {
        process.destroyForcibly();
      }
    }
  }

  private int probe(String... words) {
    String[] line = new String[words.length + 1];
    line[0] = "probe";
    System.arraycopy(words, 0, line, 1, words.length);
    return cli.execute(line);
  }

  private static ServerSocket listener() throws IOException {
    return new ServerSocket(0, 50, InetAddress.getByAddress(new byte[] {127, 0, 0, 1}));
  }

  private static String at(ServerSocket server) {
    return "127.0.0.1:" + server.getLocalPort();
  }
}
