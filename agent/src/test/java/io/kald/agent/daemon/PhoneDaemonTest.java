package io.kald.agent.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import io.kald.agent.simulate.Cucm;
import io.kald.agent.simulate.CucmNode;
import io.kald.agent.simulate.CucmOptions;
import io.kald.agent.simulate.Fault;
import io.kald.agent.trace.TraceOptions;
import io.kald.agent.trace.TraceReport;
import io.kald.agent.trace.TraceRun;
import io.kald.probe.lab.Await;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The daemon's phone and kald's own call managers, as their users run them. */
@Tag("slow")
class PhoneDaemonTest {
  private static final String DEVICE = "SEP00112233AABB";

  private final Path dir;

  PhoneDaemonTest(@TempDir Path dir) {
    this.dir = dir;
  }

  @Test
  void shouldLeaveAHungNodeGoBackByTokenAndTakeItsLeave() throws Exception {
    try (Cucm cucm =
            Cucm.start(CucmOptions.loopback(2).with(CucmOptions.Rules.DEFAULT.keepAlive(1, 1)));
        KaldProcess kald = KaldProcess.run(config(cucm))) {
      await("\"event\":\"sccp-registered\"", 1);
      cucm.node("cucm1").fault(Fault.HANG);
      await("\"event\":\"sccp-failover\".*\"cause\":\"KeepaliveTO\"", 1);
      cucm.node("cucm1").fault(Fault.NONE);
      await("\"event\":\"sccp-token\".*\"granted\":true", 1);
      await("\"event\":\"sccp-failover\".*\"cause\":\"Failback\"", 1);
      cucm.node("cucm1").fault(Fault.KILL);
      await("\"event\":\"sccp-failover\".*\"cause\":\"CM-reset-TCP\"", 1);
      kald.signal("TERM");
      assertThat(kald.exitCode()).isZero();
      assertThat(cucm.state().devices()).isEmpty();
    }
  }

  @Test
  void shouldAgreeWithWhatTheNodesTraced() throws Exception {
    Path traces = Files.createDirectory(dir.resolve("traces"));
    List<String> named = new ArrayList<>();
    CucmOptions options =
        CucmOptions.loopback(2).with(CucmOptions.Rules.DEFAULT.keepAlive(1, 1)).withTraces(traces);
    try (Cucm cucm = Cucm.start(options)) {
      try (KaldProcess kald = KaldProcess.run(config(cucm))) {
        await("\"link\":\"active\".*\"verdict\":\"sccp-acked\"", 4);
        await("\"link\":\"standby\".*\"verdict\":\"tcp-acked-only\"", 3);
        kald.signal("TERM");
        assertThat(kald.exitCode()).isZero();
      }
      for (CucmNode node : cucm.nodes()) {
        named.add(written(node) + "=" + traceOf(traces, node.name()));
      }
    }
    TraceReport report =
        TraceRun.read(
            new TraceOptions(
                named, dir.resolve("journal"), ZoneId.systemDefault(), null, 2_000, Map.of()));
    assertThat(report.understood()).isGreaterThan(7);
    assertThat(report.unreadableFiles()).isEmpty();
    assertThat(report.disagreements()).isZero();
  }

  private static Path traceOf(Path traces, String node) throws IOException {
    try (Stream<Path> files = Files.list(traces)) {
      return files
          .filter(file -> String.valueOf(file.getFileName()).startsWith(node))
          .findFirst()
          .orElseThrow();
    }
  }

  private static String written(CucmNode node) {
    InetSocketAddress address = node.address();
    return address.getAddress().getHostAddress() + ":" + address.getPort();
  }

  private Path config(Cucm cucm) throws IOException {
    Path file = dir.resolve("kald.yaml");
    List<String> nodes = cucm.nodes().stream().map(PhoneDaemonTest::written).toList();
    return Files.writeString(
        file,
        "web: {listen: '127.0.0.1:0'}\njournal: {directory: journal}\nphones:\n  - name: desk\n"
            + ("    device: " + DEVICE + "\n    nodes: " + nodes + "\n")
            + "    connection-monitor-duration: 2s\n    least-keepalive: 1s\n");
  }

  private void await(String pattern, int count) {
    Await.value(
        pattern,
        () -> KaldProcess.journalSoFar(dir.resolve("journal")),
        lines -> lines.stream().filter(l -> l.matches(".*" + pattern + ".*")).count() >= count);
  }
}
