package io.kald.docker.lab;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A second interface of kald's host, {@code up0}, and the machine at the other end of its cable,
 * which answers at each of its addresses. Both ends are in kald's host, so that a scenario can pull
 * the cable in every driver.
 */
final class Uplink {
  static final int PORT = 8080;

  /** The other end's own address, which is a gateway too. */
  static final String GATEWAY = "10.26.0.2";

  private static final String NETWORK = "10.26.0.0/16";

  // deps
  private final Host home;
  private final Running beyond;

  private Uplink(Host home, Running beyond) {
    this.home = home;
    this.beyond = beyond;
  }

  /** Lays the cable and starts a web server at its other end. */
  static Uplink of(Host home) {
    Uplink made = new Uplink(home, home.start("beyond", "unshare", "-n", "sleep", "infinity"));
    made.lay();
    Peers.nginx(home, made.inside(), PORT);
    return made;
  }

  private void lay() {
    home.shell(
        "for i in $(seq 200); do [ $(readlink /proc/%d/ns/net) = $(readlink /proc/self/ns/net) ] || exit 0; sleep 0.05; done; exit 1"
            .formatted(beyond.pid()));
    home.run("ip", "link", "add", "up0", "type", "veth", "peer", "name", "beyond0");
    home.run("ip", "link", "set", "beyond0", "netns", Long.toString(beyond.pid()));
    home.run("ip", "address", "add", "10.26.0.1/16", "dev", "up0");
    home.run("ip", "link", "set", "up0", "up");
    run("ip", "link", "set", "lo", "up");
    run("ip", "address", "add", GATEWAY + "/16", "dev", "beyond0");
    run("ip", "link", "set", "beyond0", "up");
    run("ip", "route", "add", "local", "10.26.64.0/18", "dev", "lo");
    run("ip", "route", "add", "local", "198.18.0.0/16", "dev", "lo");
  }

  /** An address on the cable. */
  static String onLink(int i) {
    return "10.26." + (64 + i / 250) + "." + (1 + i % 250);
  }

  /** One behind the gateway, once there is a route. */
  static String behind(int i) {
    return "198.18." + i / 250 + "." + (1 + i % 250);
  }

  /** Sends what is behind the gateway to it. */
  void routeBehind() {
    home.run("ip", "route", "add", "198.18.0.0/16", "via", GATEWAY);
  }

  /** Makes this end a port of a bridge, which has its address and a port that stays up. */
  void becomePortOfBridge() {
    home.run("ip", "link", "add", "idle0", "type", "veth", "peer", "name", "idle1");
    home.run("ip", "link", "set", "idle1", "up");
    home.run("ip", "link", "add", "br0", "type", "bridge");
    home.run("ip", "address", "flush", "dev", "up0");
    home.run("ip", "link", "set", "up0", "master", "br0");
    home.run("ip", "link", "set", "idle0", "master", "br0", "up");
    home.run("ip", "address", "add", "10.26.0.1/16", "dev", "br0");
    home.run("ip", "link", "set", "br0", "up");
  }

  /** The host at this end. */
  Host home() {
    return home;
  }

  /** Pulls the cable at the other end, or puts it back. */
  void cable(boolean in) {
    run("ip", "link", "set", "beyond0", in ? "up" : "down");
  }

  /** Sets this end down, or up. */
  void interfaceUp(boolean up) {
    home.run("ip", "link", "set", "up0", up ? "up" : "down");
  }

  /** Lets the gateway answer for its address, or not. */
  void gatewayAnswers(boolean answers) {
    run("ip", "address", answers ? "add" : "del", GATEWAY + "/16", "dev", "beyond0");
  }

  /** Has this end ask for its neighbours anew. */
  void forgetNeighbours() {
    home.run("ip", "neigh", "flush", "dev", "up0");
  }

  /** Runs a command at the other end. */
  void run(String... command) {
    List<String> words = new ArrayList<>(inside());
    words.addAll(Arrays.asList(command));
    home.run(words.toArray(String[]::new));
  }

  /** What a command begins with that runs at the other end. */
  List<String> inside() {
    return List.of("nsenter", "-t", Long.toString(beyond.pid()), "-n");
  }

  /** All of this network. */
  static String network() {
    return NETWORK;
  }
}
