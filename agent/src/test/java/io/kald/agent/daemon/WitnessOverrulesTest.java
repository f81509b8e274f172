package io.kald.agent.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import io.kald.probe.lab.Listeners;
import io.kald.probe.lab.Netns;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A witness that overrules failures, while this machine itself spoils probes. */
@Tag("slow")
class WitnessOverrulesTest {
  private static final String SERVER = "10.77.1.2";

  private final Path dir;
  private final Netns there;
  private final Netns here;
  private final Listeners server;
  private final WitnessPage page;

  WitnessOverrulesTest(@TempDir Path dir) {
    Netns.assumeUsable("nft", "curl", "setpriv");
    this.dir = dir;
    there = Netns.create();
    here = Netns.create().cable("10.77.1.1/24,fd77::1/64", there, SERVER + "/24,fd77::2/64");
    server = there.call(() -> Listeners.accepting(SERVER));
    page = new WitnessPage(here);
  }

  @AfterEach
  void tearDown() {
    server.close();
    here.close();
    there.close();
  }

  @Test
  void shouldOverruleWhatAPacketFilterRejectedBeforeItLeft() throws Exception {
    try (KaldProcess kald = start()) {
      allAlive();
      filter("output", "tcp dport %d reject with tcp reset".formatted(server.port()));
      filter("output", "icmp type echo-request drop");
      filter("output", "icmpv6 type echo-request drop");
      page.awaitAtLeast(overruled("not-on-wire"), 30);
      stillAlive();
      deadAreDown();
      assertThat(probes("web"))
          .anyMatch(
              line ->
                  line.contains("\"outcome\":\"not-probed\",\"reason\":\"not-on-wire\"")
                      && line.contains("\"overruled\":\"rejected\"")
                      && line.contains(
                          "reported as refused, and the capture shows no such packet"));
      assertThat(page.count("unrecorded")).isZero();
      here.nft("delete table inet spoil");
      awaitAnswered(kald);
    }
  }

  /** What the kernel gives no sign of: it takes each packet as sent. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "nft table arp spoil { chain out { type filter hook output priority 0; drop; }; }",
        "nft table arp spoil { chain in { type filter hook input priority 0; drop; }; }",
        "nft table ip6 spoil { chain out { type filter hook output priority 0;"
            + " icmpv6 type nd-neighbor-solicit drop; }; }",
        "tc qdisc replace dev eth0 root blackhole",
        "nft table ip spoil { chain out { type nat hook output priority -100;"
            + " ip daddr 10.77.1.2 dnat to 10.77.1.98; }; }"
      })
  void shouldOverruleWhatDidNotLeaveAsItWasSent(String fault) throws Exception {
    try (KaldProcess kald = start()) {
      allAlive();
      String program = fault.substring(0, fault.indexOf(' '));
      String words = fault.substring(program.length() + 1);
      here.run(program.equals("nft") ? new String[] {program, words} : fault.split(" ", -1));
      here.ip("neigh flush dev eth0");
      page.awaitAtLeast(overruled("not-on-wire"), 12);
      stillAlive();
      here.nft("flush ruleset");
      if (program.equals("tc")) {
        here.run("tc", "qdisc", "del", "dev", "eth0", "root");
      }
      deadAreDown();
      awaitAnswered(kald);
    }
  }

  @Test
  void shouldOverruleWhatAPacketFilterKeptFromKaldAfterItCame() throws Exception {
    try (KaldProcess kald = start()) {
      allAlive();
      filter("input", "tcp sport %d drop".formatted(server.port()));
      filter("input", "icmp type echo-reply drop");
      filter("input", "icmpv6 type echo-reply drop");
      page.awaitAtLeast(overruled("answer-dropped-here"), 30);
      stillAlive();
      deadAreDown();
      assertThat(probes("web"))
          .anyMatch(
              line ->
                  line.contains("\"reason\":\"answer-dropped-here\"")
                      && line.contains("\"overruled\":\"unanswered\"")
                      && line.contains("the capture shows a SYN-ACK after 0."));
      assertThat(page.count("unrecorded")).isZero();
      here.nft("delete table inet spoil");
      awaitAnswered(kald);
    }
  }

  /** The other end fails: its port, its answers, its whole host. */
  @Test
  void shouldLetFailuresOfTheTargetStand() throws Exception {
    try (KaldProcess kald = start()) {
      allAlive();
      there.nft("add table inet lost");
      there.nft("add chain inet lost out { type filter hook output priority 0; }");
      there.nft("add rule inet lost out drop");
      for (String service : List.of("web", "echo", "echo6")) {
        page.awaitMetric(state(service, "down"), 1);
      }
      there.ip("addr flush dev eth0");
      here.ip("neigh flush all");
      for (String service : List.of("web", "echo", "echo6")) {
        page.awaitAtLeast(silent(service), page.metric(silent(service)) + 8);
      }
      assertThat(page.metric(overruled("not-on-wire"))).isZero();
      assertThat(page.metric(overruled("answer-dropped-here"))).isZero();
      assertThat(page.metric("kald_witness_unreviewed_total")).isZero();
      assertThat(page.figures()).startsWith("not_on_wire=0 ");
      kald.signal("TERM");
      assertThat(kald.exitCode()).isZero();
    }
  }

  @Test
  void shouldCountFailuresThatNobodyReviewed() throws Exception {
    try (KaldProcess kald = start("setpriv", "--bounding-set=-net_raw")) {
      page.awaitMetric(state("closed", "down"), 1);
      page.awaitAtLeast("kald_witness_unreviewed_total", 3);
      assertThat(kald.earlier("no witness:")).contains("CAP_NET_RAW");
    }
  }

  private void filter(String hook, String rule) {
    here.nft("add table inet spoil");
    here.nft("add chain inet spoil %s { type filter hook %s priority 0; }".formatted(hook, hook));
    here.nft("add rule inet spoil %s %s".formatted(hook, rule));
  }

  private void allAlive() {
    for (String service : List.of("web", "echo", "echo6")) {
      page.awaitMetric(state(service, "alive"), 1);
    }
    page.awaitCount("confirmed", 20);
  }

  private void stillAlive() throws IOException {
    for (String service : List.of("web", "echo", "echo6")) {
      assertThat(page.metric(state(service, "alive"))).as(service).isEqualTo(1);
    }
    assertThat(lines("\"event\":\"transition\""))
        .filteredOn(line -> line.matches(".*\"service\":\"(web|echo|echo6)\".*"))
        .noneMatch(line -> line.matches(".*\"to\":\"(dying|down)\".*"));
  }

  private void deadAreDown() {
    page.awaitMetric(state("closed", "down"), 1);
    page.awaitMetric(state("gone", "down"), 1);
  }

  private void awaitAnswered(KaldProcess kald) throws Exception {
    long now = page.count("confirmed");
    page.awaitCount("confirmed", now + 20);
    kald.signal("TERM");
    assertThat(kald.exitCode()).isZero();
  }

  private static String overruled(String reason) {
    return "kald_witness_overruled_total{reason=\"" + reason + "\"}";
  }

  private static String silent(String service) {
    String kind = service.equals("web") ? "tcp" : "icmp";
    return "kald_probe_failures_total{keepalive=\"%s\",probe=\"%s\",reason=\"silent\"}"
        .formatted(service, kind);
  }

  private static String state(String service, String state) {
    return "kald_service_state{service=\"" + service + "\",state=\"" + state + "\"}";
  }

  private List<String> probes(String keepalive) throws IOException {
    return lines("\"event\":\"probe\",\"keepalive\":\"" + keepalive + "\"");
  }

  private List<String> lines(String with) throws IOException {
    try (Stream<Path> files = Files.list(dir.resolve("journal"))) {
      Path file = files.filter(f -> f.toString().endsWith(".jsonl")).findFirst().orElseThrow();
      return Files.readAllLines(file).stream().filter(line -> line.contains(with)).toList();
    }
  }

  private KaldProcess start(String... before) throws IOException {
    Path file = dir.resolve("kald.yaml");
    Files.writeString(
        file,
        """
        web: {listen: '%s'}
        journal: {directory: journal}
        witness: {enabled: true, overrules: true}
        defaults: {frequency: 500ms, retryperiod: 500ms, timeout: 200ms}
        services:
          - {name: web, type: tcp, host: %s, port: %d}
          - {name: echo, host: %s}
          - {name: echo6, host: 'fd77::2'}
          - {name: closed, type: tcp, host: %s, port: 9}
          - {name: gone, type: tcp, host: 10.77.1.99, port: 80}
        """
            .formatted(WitnessPage.ADMIN, SERVER, server.port(), SERVER, SERVER));
    String[] prefix = new String[before.length + 4];
    System.arraycopy(new String[] {"ip", "netns", "exec", here.name()}, 0, prefix, 0, 4);
    System.arraycopy(before, 0, prefix, 4, before.length);
    return KaldProcess.run(file, prefix);
  }
}
