package io.kald.agent.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.kald.agent.Main;
import java.io.BufferedReader;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class SimulateCommandTest {
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private final Cli cli =
      new Cli(
          new NoActions(),
          new Console(new PrintWriter(out, true), new PrintWriter(err, true), false));

  @Test
  void shouldEndByItselfAndSumUp() {
    int code =
        simulate(
            "cucm --node lab=127.0.0.1:0 --node 127.0.0.2:0 --control 127.0.0.1:0 --for 700ms"
                + " --fault cucm2:refuse-tokens@100ms");

    assertThat(code).isZero();
    assertThat(err.toString()).isEmpty();
    assertThat(out.toString())
        .containsPattern("lab listens on 127\\.0\\.0\\.1:\\d+")
        .containsPattern("cucm2 listens on 127\\.0\\.0\\.2:\\d+")
        .containsPattern("control http://127\\.0\\.0\\.1:\\d+")
        .containsPattern("\\d\\d:\\d\\d:\\d\\d\\.\\d{3} cucm2: fault: refuse-tokens")
        .contains("lab: 0 links, 0 registered; 0 keepalives");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "cucm --node 127.0.0.1           | --node: 127.0.0.1 (expected: [NAME=]HOST:PORT)",
        "cucm --node a b=127.0.0.1:0     | --node: a (expected: [NAME=]HOST:PORT)",
        "cucm --node =127.0.0.1:0        | (expected: a name of letters",
        "cucm --node 127.0.0.1:70000     | --node: 70000 (expected: 0 ~ 65535)",
        "cucm --node a=127.0.0.1:0 --node a=127.0.0.1:0 | (expected: a name for each)",
        "cucm --keepalive 1500ms         | --keepalive: 1500ms (expected: whole seconds)",
        "cucm --keepalive 0s             | --keepalive: 0s (expected: 1s ~ 1h)",
        "cucm --protocol 23              | --protocol: 23 (expected: 0 ~ 22)",
        "cucm --fault cucm1:hang         | --fault: cucm1:hang (expected: NODE:FAULT@TIME)",
        "cucm --fault cucm1:hag@5s       | --fault: hag (expected: none, hang",
        "cucm --node 127.0.0.1:0 --fault x:hang@5s | there is no node x (expected: cucm1)",
        "cucm --tls-cert a.pem           | --tls-cert and --tls-key go together",
        "cucm --node 127.0.0.1:0 --tls-cert no.pem --tls-key no.pem | the certificate or its key",
        "cucm --node no-such-name.invalid:0 | no-such-name.invalid: this name has no address",
        "fault http://127.0.0.1:1 cucm1 hag | FAULT: hag (expected: none, hang",
        "fault http://127.0.0.1:1 cucm1 slow 5x | FAULT: 5x (expected:",
        "fault http://127.0.0.1:1 cucm1 hang | no simulator answers at http://127.0.0.1:1",
        "fault http://127.0.0.1:1 cucm1  | FAULT is missing",
        "nothing                         | WHAT is missing: cucm, fault",
      })
  void shouldRefuseWhatCannotBeSimulated(String line, String message) {
    assertThat(simulate(line)).isEqualTo(2);
    assertThat(err.toString()).startsWith("kald: ").contains(message);
  }

  @Test
  @Tag("slow")
  void shouldBeSteeredFromASecondCommandAndEndOnASignal() throws Exception {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName(),
                "simulate",
                "cucm",
                "--node",
                "127.0.0.1:0",
                "--control",
                "127.0.0.1:0")
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
      String listens = String.valueOf(lines.readLine());
      assertThat(listens).startsWith("cucm1 listens on 127.0.0.1:");
      String control = String.valueOf(lines.readLine()).replace("control ", "");
      int port = Integer.parseInt(listens.replaceAll(".*:", ""));

      assertThat(simulate("fault " + control + " cucm1 slow 20ms")).isZero();
      assertThat(out.toString()).isEqualToNormalizingNewlines("cucm1: slow=20ms\n");
      assertThat(lines.readLine()).endsWith(" cucm1: fault: slow=20ms");
      new Socket(InetAddress.getLoopbackAddress(), port).close();

      process.toHandle().destroy(); // SIGTERM, which takes the same way as Ctrl-C

      List<String> rest = lines.lines().toList();
      assertThat(rest).last().asString().contains("cucm1: ", " registered; 0 keepalives");
      assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
      assertThat(process.exitValue()).isZero();
    } finally {
      process.destroyForcibly();
    }
  }

  private int simulate(String line) {
    return cli.execute(("simulate " + line).split(" +", -1));
  }
}
