package io.kald.agent.daemon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import io.kald.agent.cli.Cli;
import io.kald.agent.cli.Console;
import io.kald.agent.pcap.CaptureReader;
import io.kald.agent.pcap.CaptureSummary;
import io.kald.probe.lab.Await;
import io.kald.probe.lab.Listeners;
import io.kald.probe.lab.Netns;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The witness of a daemon in one network namespace that probes another. */
@Tag("slow")
class WitnessDaemonTest {
  private static final String SERVER = "10.77.1.2";

  private final Path dir;
  private String interfaces = "any";
  private String more = "";
  private String services = "";
  private Netns here;
  private Netns there;
  private Listeners server;
  private WitnessPage page;

  WitnessDaemonTest(@TempDir Path dir) {
    this.dir = dir;
  }

  @BeforeEach
  void build() {
    Netns.assumeUsable("nft", "tcpdump", "curl", "setpriv");
    there = Netns.create();
    here = Netns.create().cable("10.77.1.1/24", there, SERVER + "/24");
    server = there.call(() -> Listeners.accepting(SERVER));
    page = new WitnessPage(here);
  }

  @AfterEach
  void tearDown() {
    if (here != null) {
      server.close();
      here.close();
      there.close();
    }
  }

  @Test
  void shouldConfirmWhatIsAnsweredAndWhatIsNot() throws Exception {
    try (KaldProcess kald = start()) {
      page.awaitCount("confirmed", 40);
      there.nft("add table inet lost");
      there.nft("add chain inet lost out { type filter hook output priority 0; }");
      there.nft("add rule inet lost out drop");
      page.awaitMetric("kald_service_state{service=\"web\",state=\"down\"}", 1);
      page.awaitMetric("kald_service_state{service=\"echo\",state=\"down\"}", 1);
      page.awaitCount("confirmed", page.count("confirmed") + 20);
      there.nft("delete table inet lost");
      page.awaitMetric("kald_service_state{service=\"web\",state=\"alive\"}", 1);
      page.awaitCount("confirmed", page.count("confirmed") + 20);
      assertThat(page.figures()).contains("not_on_wire=0 verdict_differs=0 unrecorded=0");
      assertThat(page.metric("kald_witness_rtt_error_seconds_count")).isGreaterThan(40);
      kald.signal("TERM");
      assertThat(kald.await("witness: ended"))
          .contains("not-on-wire=0", "verdict-differs=0", "unrecorded=0", "dropped-packets=0");
      assertThat(kald.exitCode()).isZero();
    }
    assertThat(audit()).contains("\"not_on_wire\":0", "\"verdict_differs\":0");
  }

  @Test
  void shouldKeepThePacketsOfATransitionWithWhatTheyMean() throws Exception {
    try (KaldProcess kald = start()) {
      page.awaitCount("confirmed", 20);
      server.close();
      page.awaitMetric("kald_service_state{service=\"web\",state=\"down\"}", 1);
      assertThat(kald.await("witness: capture of web kept"))
          .containsPattern("wire/captures/web-\\d{8}T\\d{6}\\.\\d{3}Z\\.pcapng");
    }
    List<String> comments = new ArrayList<>();
    Set<String> ends = new TreeSet<>();
    CaptureSummary read =
        CaptureReader.read(
            onlyFile(dir.resolve("wire/captures")),
            packet -> {
              comments.addAll(packet.comments());
              boolean there = packet.target().equals(SERVER);
              ends.add(
                  there
                      ? packet.target() + ":" + packet.targetPort()
                      : packet.source() + ":" + packet.sourcePort());
            });
    assertThat(read.damage()).isNull();
    assertThat(read.comments()).containsExactly("kald: web dying -> down, 3 failures: refused");
    assertThat(comments)
        .contains("kald: web dying -> down, 3 failures: refused")
        .anyMatch(c -> c.matches("kald: probe from port \\d+: answered after 0\\.\\d{3} ms"))
        .anyMatch(c -> c.matches("kald: probe from port \\d+: refused"));
    assertThat(ends).containsExactly(SERVER + ":" + server.port());
  }

  /** A packet filter on this machine that eats what leaves is before the place of a capture. */
  @Test
  void shouldTellOfProbesThatNeverLeftThisMachine() throws Exception {
    try (KaldProcess kald = start()) {
      page.awaitCount("confirmed", 20);
      here.nft("add table inet lost");
      here.nft("add chain inet lost out { type filter hook output priority 0; }");
      here.nft("add rule inet lost out tcp dport " + server.port() + " drop");
      assertThat(kald.await("not on the wire"))
          .contains("keepalive=web", SERVER + ":" + server.port(), "outcome=unanswered");
      assertThat(page.count("not_on_wire")).isPositive();
      assertThat(page.count("verdict_differs")).isZero();
    }
  }

  /** One that eats what arrives is behind it: the answer came, and kald never got it. */
  @Test
  void shouldTellOfAnswersThatThisMachineKeptFromKald() throws Exception {
    try (KaldProcess kald = start()) {
      page.awaitCount("confirmed", 20);
      here.nft("add table inet lost");
      here.nft("add chain inet lost in { type filter hook input priority 0; }");
      here.nft("add rule inet lost in icmp type echo-reply drop");
      assertThat(kald.await("packets say otherwise"))
          .contains("keepalive=echo", "kald says unanswered, the capture shows an answer after");
      assertThat(page.count("verdict_differs")).isPositive();
      assertThat(page.count("not_on_wire")).isZero();
    }
  }

  /** Two interfaces at once: what is asked on either is confirmed, and the file knows which. */
  @Test
  void shouldWatchSeveralInterfaces() throws Exception {
    interfaces = "[lo, eth0]";
    services = "  - {name: self, type: tcp, host: 127.0.0.1, port: 9942}";
    try (KaldProcess kald = start()) {
      page.awaitCount("confirmed", 60);
      assertThat(page.figures()).isEqualTo("not_on_wire=0 verdict_differs=0 unrecorded=0");
      kald.signal("TERM");
      assertThat(kald.await("witness: ended")).contains("not-on-wire=0", "verdict-differs=0");
    }
    List<String> places = new ArrayList<>();
    CaptureReader.read(
        onlyFile(dir.resolve("wire")),
        packet -> places.add(packet.captureInterface().name() + " " + packet.target()));
    assertThat(places).contains("lo 127.0.0.1", "eth0 " + SERVER).doesNotContain("lo " + SERVER);
  }

  /** The directory is on a file system of its own, so small that it is full within seconds. */
  @Test
  void shouldJudgeOnWhenThereIsNoRoomForPackets() throws Exception {
    Path wire = Files.createDirectory(dir.resolve("wire"));
    String mounted = "mount -t tmpfs -o size=16k none " + wire + " && exec \"$0\" \"$@\"";
    try (KaldProcess kald = start("sh", "-c", mounted)) {
      assertThat(kald.await("packets cannot be kept"))
          .contains(wire.toString(), "No space left", "results are judged all the same");
      page.awaitCount("confirmed", page.count("confirmed") + 20);
      assertThat(page.figures()).isEqualTo("not_on_wire=0 verdict_differs=0 unrecorded=0");
    }
  }

  /** Echoes of somebody else's flood the smallest buffer while the process stands still. */
  @Test
  void shouldDenyNothingWhileTheCaptureLosesPackets() throws Exception {
    Netns.assumeUsable("fping");
    more = ", buffer: 1MiB";
    try (KaldProcess kald = start()) {
      page.awaitCount("confirmed", 20);
      kald.signal("STOP");
      Process flood = there.start(flood());
      try {
        awaitPackets(20_000);
        kald.signal("CONT");
        assertThat(flood.waitFor(60, TimeUnit.SECONDS)).isTrue();
      } finally {
        flood.destroyForcibly().waitFor();
      }
      assertThat(kald.await("the capture lost")).contains("cannot be judged", "witness.buffer");
      assertThat(page.count("dropped_packets")).isPositive();
      page.awaitCount("confirmed", page.count("confirmed") + 40);
      assertThat(page.figures()).isEqualTo("not_on_wire=0 verdict_differs=0 unrecorded=0");
    }
  }

  /** fping has 65,535 sequence numbers, and ends when it needs more within ten seconds. */
  private static String[] flood() {
    String targets = " 10.77.1.1".repeat(400);
    // What it prints is not read, and a full pipe would stop it.
    return new String[] {
      "sh", "-c", "exec fping -q -l -i 0.01 -p 10" + targets + " >/dev/null 2>&1"
    };
  }

  /** Waits until as many packets have come in since the start. */
  private void awaitPackets(long count) {
    Await.value("packets of the flood", this::received, now -> now >= count);
  }

  private long received() {
    Matcher line = Pattern.compile("eth0: *\\d+ +(\\d+)").matcher(here.run("cat", "/proc/net/dev"));
    return line.find() ? Long.parseLong(line.group(1)) : 0;
  }

  @Test
  void shouldSayWhatItLacksAndGoOnWithout() throws Exception {
    try (KaldProcess kald = start("setpriv", "--bounding-set=-net_raw")) {
      assertThat(kald.earlier("no witness:"))
          .contains("CAP_NET_RAW", "AmbientCapabilities", "kald goes on without");
      page.awaitMetric("kald_service_state{service=\"web\",state=\"alive\"}", 1);
      assertThat(page.metric("kald_witness_up")).isZero();
    }
  }

  private KaldProcess start(String... before) throws IOException {
    Path file = dir.resolve("kald.yaml");
    Files.writeString(
        file,
        """
        web: {listen: '%s'}
        journal: {directory: journal}
        witness: {enabled: true, directory: wire, slice-after: 1s, interfaces: %s%s}
        defaults: {frequency: 250ms, retryperiod: 250ms}
        services:
          - {name: web, type: tcp, host: %s, port: %d}
          - {name: echo, host: %s}
        %s
        """
            .formatted(
                WitnessPage.ADMIN, interfaces, more, SERVER, server.port(), SERVER, services));
    String[] prefix = new String[before.length + 4];
    System.arraycopy(new String[] {"ip", "netns", "exec", here.name()}, 0, prefix, 0, 4);
    System.arraycopy(before, 0, prefix, 4, before.length);
    return KaldProcess.run(file, prefix);
  }

  private String audit() throws IOException {
    StringWriter out = new StringWriter();
    Console console = new Console(new PrintWriter(out), new PrintWriter(out), false);
    int exit =
        new Cli(new Wired(), console)
            .execute(
                "audit",
                onlyFile(dir.resolve("wire")).toString(),
                "--journal",
                dir.resolve("journal").toString(),
                "--output",
                "json");
    assertThat(exit).as(out.toString()).isLessThan(2);
    return out.toString();
  }

  private static Path onlyFile(Path directory) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files
          .filter(Files::isRegularFile)
          .reduce((a, b) -> fail("more than one file: " + a + ", " + b))
          .orElseThrow();
    }
  }
}
