package io.kald.docker.lab;

import io.kald.agent.store.JournalEntry;
import java.time.Duration;

/** 29a: a name has addresses of both families, and kald's machine a route to one. */
final class NameOfBoth implements Scenario {
  private static final int PORT = 8080;
  private static final String NAME = "app.lab";
  private static final String SIX = "fd77::2";
  private static final String FOUR = "192.0.2.20";
  private static final Duration RESOLVED = Duration.ofSeconds(1);

  @Override
  public Row row() {
    return new Row(
        "29a",
        "a name has an IPv6 and an IPv4 address, and kald's machine only IPv6 routes to it; then only"
            + " IPv4 ones (nginx)",
        "ALIVE by the IPv6 address, then probed at the IPv4 one; `not-probed` between, never DYING",
        "the IPv4 address within resolve-every + F",
        "not at all: addresses are of this row's own");
  }

  @Override
  public void play(Stage stage) {
    Host peer = stage.helper("both");
    Host home = stage.home();
    Peers.nginx(peer, PORT, "; listen [::]:" + PORT);
    for (Host host : new Host[] {home, peer}) {
      host.sysctl("net.ipv6.conf.eth0.disable_ipv6=0");
    }
    peer.run("ip", "addr", "add", SIX + "/64", "dev", "eth0", "nodad");
    peer.run("ip", "addr", "add", FOUR + "/32", "dev", "lo");
    home.run("ip", "addr", "add", "fd77::1/64", "dev", "eth0", "nodad");
    home.run("ip", "route", "add", "unreachable", FOUR + "/32");
    home.shell(
        "echo 127.0.0.1 localhost >/etc/hosts; echo %s %s >>/etc/hosts; echo %s %s >>/etc/hosts"
            .formatted(FOUR, NAME, SIX, NAME));
    stage.service("named", NAME, "type: tcp, port: " + PORT);
    stage.section("engine: {resolve-every: " + RESOLVED.toSeconds() + "s}");
    stage.begin();
    awaitAnswer(stage, SIX);
    Fault moved =
        stage.fault(
            () -> {
              home.run("ip", "addr", "del", "fd77::1/64", "dev", "eth0");
              home.run("ip", "route", "del", "unreachable", FOUR + "/32");
              home.run("ip", "route", "add", FOUR + "/32", "via", peer.address());
            });
    JournalEntry four = awaitAnswer(stage, FOUR);
    Duration most = RESOLVED.plus(stage.timing().frequency()).plus(Timing.SLACK);
    stage.measure("IPv4 address probed", four, moved, new Window(Duration.ZERO, most));
    stage.finish();
  }

  private static JournalEntry awaitAnswer(Stage stage, String address) {
    return stage
        .kald()
        .journal()
        .await(
            "an answer of " + address,
            Duration.ofSeconds(10),
            e -> e.text("address").equals(address) && e.text("outcome").equals("answered"));
  }
}
