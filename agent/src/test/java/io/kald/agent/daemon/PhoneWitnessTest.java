package io.kald.agent.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import io.kald.agent.cli.Cli;
import io.kald.agent.cli.Console;
import io.kald.agent.pcap.CaptureReader;
import io.kald.agent.simulate.Cucm;
import io.kald.agent.simulate.CucmOptions;
import io.kald.agent.simulate.CucmOptions.Node;
import io.kald.agent.simulate.CucmOptions.Rules;
import io.kald.agent.simulate.Fault;
import io.kald.probe.lab.KeyPairs;
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
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The witness of a phone in one network namespace whose call managers are in another. */
@Tag("slow")
class PhoneWitnessTest {
  private static final String SERVER = "10.77.1.2";
  private static final String NOTHING_AMISS = "not_on_wire=0 verdict_differs=0 unrecorded=0";
  private static final CucmOptions TWO =
      CucmOptions.of(List.of(new Node("a", SERVER, 2000), new Node("b", SERVER, 2001)))
          .with(Rules.DEFAULT.keepAlive(1, 1));

  private static final String DEVICE = "SEP00112233AABB";
  private static final String NODES = "nodes: ['10.77.1.2:2000', '10.77.1.2:2001']";
  private static final String DESK = phone("desk", DEVICE, NODES);
  private static final String ONE_NODE = phone("desk", DEVICE, "nodes: ['10.77.1.2:2000']");
  private static final String TWO_NODES = ONE_NODE + "\n" + phone("both", "SEP00112233AABC", NODES);

  private final Path dir;
  private Netns here;
  private Netns there;
  private WitnessPage page;
  private @Nullable Cucm cucm;

  PhoneWitnessTest(@TempDir Path dir) {
    this.dir = dir;
  }

  @BeforeEach
  void build() {
    Netns.assumeUsable("nft", "curl");
    there = Netns.create();
    here = Netns.create().cable("10.77.1.1/24", there, SERVER + "/24");
    page = new WitnessPage(here);
  }

  @AfterEach
  void tearDown() {
    if (cucm != null) {
      cucm.close();
    }
    if (here != null) {
      here.close();
      there.close();
    }
  }

  /** Answered by SCCP, by TCP alone, and on a path that breaks; and as an audit sees it. */
  @Test
  void shouldConfirmWhatBecomesOfKeepAlives() throws Exception {
    Cucm nodes = nodes(TWO);
    try (KaldProcess kald = start("", DESK)) {
      page.awaitCount("confirmed", 6);
      assertThat(page.metric("kald_witness_rtt_error_seconds_count")).isPositive();
      nodes.node("a").fault(Fault.HANG);
      kald.await("phone desk: left 10.77.1.2:2000, which left KeepAlives unanswered");
      page.awaitCount("confirmed", page.count("confirmed") + 6);
      nodes.node("a").fault(Fault.NONE);
      kald.await("phone desk: went back from 10.77.1.2:2001");
      there.nft("add table inet lost");
      there.nft("add chain inet lost in { type filter hook input priority 0; }");
      there.nft("add chain inet lost out { type filter hook output priority 0; }");
      there.nft("add rule inet lost in tcp dport 2000 drop");
      there.nft("add rule inet lost out tcp sport 2000 drop");
      kald.await("phone desk: left 10.77.1.2:2000, which could not be reached");
      page.awaitCount("confirmed", page.count("confirmed") + 4);
      assertThat(page.figures()).isEqualTo(NOTHING_AMISS);
      kald.signal("TERM");
      assertThat(kald.await("witness: ended"))
          .contains("not-on-wire=0", "verdict-differs=0", "unrecorded=0", "dropped-packets=0");
    }
    assertThat(journal()).contains("sccp-acked", "tcp-acked-only", "not-acked");
    assertThat(audit()).contains("\"not_on_wire\":0", "\"verdict_differs\":0");
  }

  @Test
  void shouldTellOfKeepAlivesThatNeverLeftThisMachine() throws Exception {
    nodes(TWO);
    try (KaldProcess kald = start("", DESK)) {
      page.awaitCount("confirmed", 6);
      here.nft("add table inet lost");
      here.nft("add chain inet lost out { type filter hook output priority 0; }");
      here.nft("add rule inet lost out tcp dport { 2000, 2001 } drop");
      assertThat(kald.await("not on the wire"))
          .contains("keepalive=desk", "kind=sccp", "target=" + SERVER + ":200");
      assertThat(page.count("not_on_wire")).isPositive();
      assertThat(page.count("verdict_differs")).isZero();
    }
  }

  /** Those that follow are held back by TCP, which knows of no acknowledgement either. */
  @Test
  void shouldTellOfAnswersThatThisMachineKeptFromKald() throws Exception {
    nodes(TWO);
    try (KaldProcess kald = start("", DESK)) {
      page.awaitCount("confirmed", 6);
      here.nft("add table inet lost");
      here.nft("add chain inet lost in { type filter hook input priority 0; }");
      here.nft("add rule inet lost in tcp sport { 2000, 2001 } drop");
      assertThat(kald.await("packets say otherwise"))
          .contains("keepalive=desk", "kind=sccp", "the capture shows an answer after");
      assertThat(page.count("verdict_differs")).isPositive();
    }
  }

  /** Echoes of somebody else's flood the smallest buffer while the process stands still. */
  @Test
  void shouldDenyNothingWhileTheCaptureLosesPackets() throws Exception {
    Netns.assumeUsable("fping");
    nodes(TWO);
    try (KaldProcess kald = start(", buffer: 1MiB", DESK)) {
      page.awaitCount("confirmed", 6);
      kald.signal("STOP");
      String targets = " 10.77.1.1".repeat(400);
      there.run("sh", "-c", "fping -q -c 75 -i 0.01 -p 10" + targets + " >/dev/null 2>&1; true");
      kald.signal("CONT");
      assertThat(kald.await("the capture lost")).contains("cannot be judged");
      page.awaitCount("confirmed", page.count("confirmed") + 6);
      assertThat(page.figures()).isEqualTo(NOTHING_AMISS);
    }
  }

  /** A node on another port: connections are put together anew, those that are there as well. */
  @Test
  void shouldJoinConnectionsThatAreThereWhenAReloadBringsMore() throws Exception {
    nodes(TWO);
    try (KaldProcess kald = start("", ONE_NODE)) {
      page.awaitCount("confirmed", 3);
      config("", TWO_NODES);
      kald.signal("HUP");
      kald.awaitAll("configuration reloaded", "phone both: registered with 10.77.1.2:2000");
      page.awaitCount("confirmed", page.count("confirmed") + 10);
      assertThat(page.figures()).isEqualTo(NOTHING_AMISS);
    }
  }

  @Test
  void shouldSayThatItCannotTellOfKeepAlivesInsideTls() throws Exception {
    KeyPairs pairs = new KeyPairs(dir);
    pairs.alone("node");
    Path certificate = pairs.pem("node");
    nodes(TWO.withTls(new CucmOptions.Tls(certificate, pairs.key("node"))));
    String secured = phone("desk", DEVICE, NODES + ", tls: true, tls-trust: '" + certificate + "'");
    try (KaldProcess kald = start("", secured)) {
      page.awaitCount("unknown", 4);
      assertThat(page.count("confirmed")).isZero();
      assertThat(page.figures()).isEqualTo(NOTHING_AMISS);
      assertThat(kald.pid()).isPositive();
    }
  }

  @Test
  void shouldKeepThePacketsOfAPhonesTransition() throws Exception {
    Cucm nodes = nodes(TWO);
    Set<Integer> ports = new TreeSet<>();
    List<String> comments = new ArrayList<>();
    try (KaldProcess kald = start("", DESK)) {
      page.awaitCount("confirmed", 6);
      nodes.node("a").fault(Fault.STOP);
      nodes.node("b").fault(Fault.STOP);
      // It may have been with the second for a moment, which is a change of its own.
      while (comments.stream().noneMatch(c -> c.matches("kald: desk .* -> down, .*"))) {
        ports.clear();
        comments.clear();
        read(kald.await("witness: capture of desk kept: "), ports, comments);
      }
    }
    assertThat(ports).contains(2000, 2001);
    assertThat(comments)
        .anyMatch(c -> c.matches("kald: KeepAlive from port \\d+: TCP's ack.* after \\d.*ms"));
  }

  private void read(String line, Set<Integer> ports, List<String> comments) throws IOException {
    String file = line.replaceFirst(".*kept: .*captures/(desk-[^\" ]+).*", "$1");
    CaptureReader.read(
        dir.resolve("wire/captures").resolve(file),
        packet -> {
          ports.add(packet.targetPort());
          comments.addAll(packet.comments());
        });
  }

  private Cucm nodes(CucmOptions options) {
    Cucm made = there.call(() -> Cucm.start(options));
    cucm = made;
    return made;
  }

  private KaldProcess start(String more, String phones) throws IOException {
    return KaldProcess.run(config(more, phones), "ip", "netns", "exec", here.name());
  }

  private Path config(String more, String phones) throws IOException {
    return Files.writeString(
        dir.resolve("kald.yaml"),
        """
        web: {listen: '%s'}
        journal: {directory: journal}
        witness: {enabled: true, directory: wire, slice-after: 1s%s}
        phones:
        %s
        """
            .formatted(WitnessPage.ADMIN, more, phones));
  }

  private static String phone(String name, String device, String more) {
    return "  - {name: %s, device: %s, least-keepalive: 1s, connection-monitor-duration: 2s, %s}"
        .formatted(name, device, more);
  }

  private String journal() throws IOException {
    return String.join("\n", KaldProcess.journal(dir.resolve("journal")));
  }

  private String audit() throws IOException {
    StringWriter out = new StringWriter();
    Console console = new Console(new PrintWriter(out), new PrintWriter(out), false);
    try (Stream<Path> files = Files.list(dir.resolve("wire"))) {
      String capture = files.filter(Files::isRegularFile).findFirst().orElseThrow().toString();
      String journal = dir.resolve("journal").toString();
      int exit =
          new Cli(new Wired(), console)
              .execute("audit", capture, "--journal", journal, "-o", "json");
      assertThat(exit).as(out.toString()).isLessThan(2);
    }
    return out.toString();
  }
}
