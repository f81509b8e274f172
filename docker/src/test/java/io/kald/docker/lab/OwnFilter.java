package io.kald.docker.lab;

import static org.assertj.core.api.Assertions.assertThat;

import io.kald.agent.store.JournalEntry;
import io.kald.docker.lab.Timing.How;
import io.kald.probe.lab.Await;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;

/** 28: kald's own machine spoils probes, and the witness overrules. */
final class OwnFilter implements Scenario {
  private static final int PORT = 8080;
  private static final int DOOMED = 8081;
  private static final int MANY = 500;
  private static final String MARK = "7";

  /** A failure waits that long for the witness, as a rule. */
  private static final Duration HELD = Duration.ofSeconds(1);

  /** What the filter does. */
  enum Kind {
    REJECTS_WITH_RST(
        "28a",
        "output to 500 healthy servers is rejected with RST by a packet filter",
        false,
        "out { type filter hook output priority 0; ip daddr %s tcp dport 8080 reject with tcp reset; }",
        "not-on-wire"),
    RETURN_PATH(
        "28b",
        "answers of 500 healthy servers are dropped by reverse-path filtering (`rp_filter`)",
        false,
        "",
        "answer-dropped-here"),
    DROPS_ANSWERS(
        "28c",
        "answers of 500 healthy servers are dropped by a packet filter",
        false,
        "in { type filter hook input priority 0; ip saddr %s tcp sport 8080 drop; }",
        "answer-dropped-here"),
    DROPS_REPLIES(
        "28d",
        "echo replies of 500 healthy services are dropped by a packet filter",
        true,
        "in { type filter hook input priority 0; ip saddr %s icmp type echo-reply drop; }",
        "answer-dropped-here");

    private final String number;
    private final String fault;
    private final boolean echoes;
    private final String chain;
    private final String reason;

    Kind(String number, String fault, boolean echoes, String chain, String reason) {
      this.number = number;
      this.fault = fault;
      this.echoes = echoes;
      this.chain = chain;
      this.reason = reason;
    }
  }

  private final Kind kind;

  OwnFilter(Kind kind) {
    this.kind = kind;
  }

  @Override
  public Row row() {
    return new Row(
        kind.number,
        kind.fault + " of kald's machine; `witness.overrules` is set; then another server dies",
        "`not-probed` `"
            + kind.reason
            + "`; none of the 500 changes; the dead server: DYING, DOWN `refused`",
        "DOWN (M-1)R ~ F+(M-1)R and 1 s for the witness, with F = 2 s, R = 1 s",
        "peer: the dead server");
  }

  @Override
  public Timing timing() {
    return new Timing(Duration.ofSeconds(2), Duration.ofSeconds(1), 3, Duration.ofMillis(400));
  }

  @Override
  public void play(Stage stage) {
    Host load = stage.helper("load");
    Peers.nginx(load, PORT);
    if (kind == Kind.RETURN_PATH) {
      otherWay(stage.home(), load);
    }
    IntStream.range(0, MANY)
        .forEach(
            i -> {
              if (kind.echoes) {
                stage.oneOfManyEchoes("many/" + i, load);
              } else {
                stage.oneOfMany("many/" + i, load, PORT, "fwmark: " + MARK);
              }
            });
    Host peer = stage.peer("peer");
    Running nginx = Peers.nginx(peer, DOOMED);
    stage.tcp("web", peer, DOOMED);
    stage.section("witness: {enabled: true, overrules: true}");
    stage.begin();
    Await.value("all are alive", () -> told(stage), told -> told.size() >= MANY + 3);
    awaitWitness(stage);
    stage.fault(() -> spoil(stage.home(), load));
    // More than maxfailure of each.
    awaitProbes(stage, "not-probed", 5 * MANY);
    Fault killed = stage.fault(() -> nginx.signal("KILL"));
    expectDown(stage, killed);
    repair(stage.home());
    int answered = probes(stage, "answered").size();
    awaitProbes(stage, "answered", answered + 2 * MANY);
    Fault back = stage.fault(() -> Peers.nginx(peer, DOOMED));
    Window window = stage.timing().back(How.REJECTED);
    stage.expect("web", "alive", "answered", back, later(window));
    onlyOverruled(stage);
    stage.finish();
  }

  /** A witness that was held up while everything started cannot judge the failures of that time. */
  private static void awaitWitness(Stage stage) {
    String metric = "kald_witness_confirmed_total";
    long known = stage.kald().scrape().value(metric);
    Await.value(
        "the witness is at work",
        () -> stage.kald().scrape().value(metric),
        confirmed -> confirmed >= known + 2 * MANY);
  }

  /**
   * No healthy service has gone DOWN, and none has failed but by a failure that the witness could
   * not judge, being held up by other rows, and counted.
   */
  private void onlyOverruled(Stage stage) {
    List<JournalEntry> changes =
        told(stage).stream().filter(e -> e.text("service").startsWith("many/")).toList();
    assertThat(changes).filteredOn(e -> e.text("from").equals("unknown")).hasSize(MANY);
    assertThat(changes).as("healthy services").noneMatch(e -> e.text("to").equals("down"));
    assertThat(changes)
        .as("healthy services that failed")
        .filteredOn(e -> e.text("to").equals("dying"))
        .hasSizeLessThanOrEqualTo(
            (int) stage.kald().scrape().value("kald_witness_unreviewed_total"));
    assertThat(probes(stage, "not-probed"))
        // Held up by other rows, or on its way while the row itself changed rules.
        .filteredOn(e -> !e.text("reason").matches("stalled|route-changed"))
        .as("overruled, each with what it was before")
        .allMatch(e -> e.text("reason").equals(kind.reason) && !e.text("overruled").isEmpty());
  }

  private void spoil(Host home, Host load) {
    if (kind == Kind.RETURN_PATH) {
      // Packets with the mark leave as before; answers, which have none, should come by "away".
      home.sysctl("net.ipv4.conf.all.rp_filter=1");
      home.sysctl("net.ipv4.conf.eth0.rp_filter=1");
      home.run("ip", "route", "add", load.address() + "/32", "dev", "away", "table", "77");
      home.run("ip", "rule", "add", "fwmark", MARK, "lookup", "main", "pref", "10");
      home.run("ip", "rule", "add", "to", load.address(), "lookup", "77", "pref", "20");
    } else {
      home.filter("own", "chain " + kind.chain.formatted(load.address()));
    }
  }

  private void repair(Host home) {
    if (kind == Kind.RETURN_PATH) {
      home.run("ip", "rule", "del", "pref", "20");
    } else {
      home.unfilter("own");
    }
  }

  /** Another interface, and servers that need not ask for kald's hardware address. */
  private static void otherWay(Host home, Host load) {
    home.run("ip", "link", "add", "away", "type", "veth", "peer", "name", "farther");
    home.run("ip", "link", "set", "away", "up");
    home.run("ip", "link", "set", "farther", "up");
    String mac = home.run("cat", "/sys/class/net/eth0/address").strip();
    String[] entry = {"dev", "eth0", "lladdr", mac, "nud", "permanent"};
    load.shell("ip neigh replace " + home.address() + " " + String.join(" ", entry));
  }

  private static void expectDown(Stage stage, Fault killed) {
    stage.expect(
        "web", "dying", "1 failure: refused", killed, later(stage.timing().dying(How.REJECTED)));
    stage.expect(
        "web", "down", "3 failures: refused", killed, later(stage.timing().down(How.REJECTED)));
  }

  private static Window later(Window window) {
    return new Window(window.least(), window.most().plus(HELD));
  }

  private static void awaitProbes(Stage stage, String outcome, int count) {
    Await.value(
        count + " probes " + outcome, () -> probes(stage, outcome), seen -> seen.size() >= count);
  }

  private static List<JournalEntry> probes(Stage stage, String outcome) {
    return stage.kald().journal().entries("probe").stream()
        .filter(e -> e.text("keepalive").startsWith("many/") && e.text("outcome").equals(outcome))
        .toList();
  }

  private static List<JournalEntry> told(Stage stage) {
    return stage.kald().journal().entries("transition");
  }
}
