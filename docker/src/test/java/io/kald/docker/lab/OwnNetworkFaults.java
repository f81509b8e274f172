package io.kald.docker.lab;

import static org.assertj.core.api.Assertions.assertThat;

import io.kald.probe.host.HostNetwork;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.IntFunction;

/** Scenarios in which something is wrong with the network of kald's host. */
final class OwnNetworkFaults {
  private static final IntFunction<String> ON_LINK = Uplink::onLink;

  /** Its timeout is longer than the kernel waits before it sends a SYN again. */
  private static final Timing LONG =
      new Timing(Duration.ofSeconds(3), Duration.ofSeconds(2), 3, Duration.ofMillis(1400));

  private static final String ROUTE = "route replace 198.18.0.0/16 via ";
  private static final String BEHIND = "ip " + ROUTE + Uplink.GATEWAY;

  /** Answers ARP; what is sent to its link-layer address is dropped. */
  private static final String BLACK_HOLE = "10.26.0.3";

  static final List<Scenario> ALL =
      List.of(
          new NeighbourTableFull(),
          of(
              "26b",
              "the cable of kald's host is pulled",
              "no-carrier",
              Uplink::onLink,
              uplink -> uplink.cable(false),
              uplink -> uplink.cable(true)),
          new OwnNetworkFault(
              row("26c", "the loopback interface of kald's host is set down", "interface-down"),
              Timing.USUAL,
              "interface-down",
              OwnNetworkFaults::loopback,
              uplink -> Peers.nginx(uplink.home(), Uplink.PORT),
              uplink -> uplink.home().run("ip", "link", "set", "lo", "down"),
              uplink -> uplink.home().run("ip", "link", "set", "lo", "up")),
          of(
              "26d",
              "the interface of kald's host is set down",
              "interface-down|no-route",
              Uplink::onLink,
              uplink -> uplink.interfaceUp(false),
              uplink -> uplink.interfaceUp(true)),
          new OwnNetworkFault(
              row("26e", "a packet filter of kald's host drops all that leaves", "not-permitted"),
              LONG,
              "not-permitted",
              ON_LINK,
              OwnNetworkFaults::nothing,
              uplink ->
                  uplink
                      .home()
                      .filter(
                          "own",
                          "chain c { type filter hook output priority 0;"
                              + " ip daddr %s drop; }".formatted(Uplink.network())),
              uplink -> uplink.home().unfilter("own")),
          of(
              "26f",
              "the queue of the interface of kald's host has no room",
              "no-buffer",
              Uplink::onLink,
              uplink ->
                  uplink.home().shell("tc qdisc add dev up0 root tbf rate 8bit burst 10 limit 1"),
              uplink -> uplink.home().shell("tc qdisc del dev up0 root")),
          new OwnNetworkFault(
              row("26g", "the gateway of kald's host does not answer", "no-gateway"),
              Timing.USUAL,
              "no-gateway",
              Uplink::behind,
              Uplink::routeBehind,
              uplink -> {
                uplink.gatewayAnswers(false);
                uplink.forgetNeighbours();
              },
              uplink -> uplink.gatewayAnswers(true)),
          of(
              "26h",
              "the cable of kald's host has a loose contact: off for 0.4 s, on for 0.4 s, five times",
              "no-carrier",
              Uplink::onLink,
              uplink ->
                  uplink.run(
                      "sh",
                      "-c",
                      "for i in 1 2 3 4 5; do ip link set beyond0 down; sleep 0.4;"
                          + " ip link set beyond0 up; sleep 0.4; done"),
              OwnNetworkFaults::nothing),
          new OwnNetworkFault(
              row(
                  "26i",
                  "kald's host reaches its services by a bridge that has another port, and the cable of"
                      + " their port is pulled",
                  "no-carrier"),
              Timing.USUAL,
              "no-carrier",
              ON_LINK,
              Uplink::becomePortOfBridge,
              uplink -> uplink.cable(false),
              uplink -> uplink.cable(true)),
          new OwnNetworkFault(
              row(
                  "26j",
                  "kald's host reaches its services by a bridge that has another port, and their port is"
                      + " set down",
                  "interface-down"),
              Timing.USUAL,
              "interface-down",
              ON_LINK,
              Uplink::becomePortOfBridge,
              uplink -> uplink.interfaceUp(false),
              uplink -> uplink.interfaceUp(true)),
          of(
              "26k",
              "the interface of kald's host asks for no hardware addresses (`arp off`)",
              "no-neighbour-entry",
              Uplink::onLink,
              uplink -> uplink.home().run("ip", "link", "set", "up0", "arp", "off"),
              uplink -> uplink.home().run("ip", "link", "set", "up0", "arp", "on")),
          new OwnNetworkFault(
              row(
                  "26l",
                  "the address of kald's host is removed, and another one is left that nothing"
                      + " answers",
                  "source-address-missing|route-changed"),
              Timing.USUAL,
              "source-address-missing|route-changed",
              Uplink::behind,
              OwnNetworkFaults::secondAddress,
              uplink -> uplink.home().shell("ip address del 10.26.0.1/16 dev up0; " + BEHIND),
              uplink ->
                  uplink
                      .home()
                      .shell("ip address add 10.26.0.1/16 dev up0; " + BEHIND + " src 10.26.0.1")),
          new OwnNetworkFault(
              row(
                  "26m",
                  "the route of kald's host leads to a router that drops all for 0.2 s, and back,"
                      + " for 5 s",
                  "route-changed"),
              Timing.USUAL,
              "route-changed",
              Uplink::behind,
              OwnNetworkFaults::secondGateway,
              uplink ->
                  uplink
                      .home()
                      .shell(
                          // One process, so that a busy machine makes no gap longer than a
                          // time-out.
                          "{ for i in $(seq 10); do echo %s%s; sleep 0.2; echo %s%s; sleep 0.3; done; } | ip -batch -"
                              .formatted(ROUTE, BLACK_HOLE, ROUTE, Uplink.GATEWAY)),
              OwnNetworkFaults::nothing),
          new PhoneCutOff());

  private OwnNetworkFaults() {}

  /** One of a wider subnet, which is only taken when the first is gone. */
  private static void secondAddress(Uplink uplink) {
    uplink.routeBehind();
    uplink.home().run("ip", "address", "add", "10.27.0.9/15", "dev", "up0");
    uplink.run("ip", "route", "add", "10.27.0.0/16", "dev", "beyond0");
    uplink.run(
        "nft",
        "table ip own { chain c { type filter hook input priority 0; ip saddr 10.27.0.9 drop; }; }");
  }

  /** A static neighbour with a link-layer address that nobody has. */
  private static void secondGateway(Uplink uplink) {
    uplink.routeBehind();
    uplink
        .home()
        .run("ip", "neigh", "add", BLACK_HOLE, "lladdr", "02:00:00:00:00:99", "dev", "up0");
  }

  private static void nothing(Uplink uplink) {
    // Neither prepared nor mended: the fault ends by itself, or needs no more than the cable.
  }

  private static String loopback(int i) {
    return "127.26." + i / 250 + "." + (1 + i % 250);
  }

  private static Scenario of(
      String number,
      String fault,
      String reasons,
      IntFunction<String> targets,
      Consumer<Uplink> deed,
      Consumer<Uplink> undo) {
    return new OwnNetworkFault(
        row(number, fault, reasons),
        Timing.USUAL,
        reasons,
        targets,
        OwnNetworkFaults::nothing,
        deed,
        undo);
  }

  private static Row row(String number, String fault, String reasons) {
    return new Row(
        number,
        fault + "; 500 services by TCP and by echoes",
        "`not-probed` `" + reasons.replace("|", "` or `") + "`, counted; ALIVE all along",
        "not-probed within F+T+1 s, answered within F+T+1 s of the end",
        "nowhere: what is not probed has no packet to be held against");
  }

  /**
   * 26a: the limit is the whole machine's, so a container cannot set it, and no other scenario may
   * go on meanwhile.
   */
  private static final class NeighbourTableFull implements Scenario {
    private static final Path LIMIT = Path.of("/proc/sys/net/ipv4/neigh/default/gc_thresh3");
    private static final int WITHOUT_ROOM = 190;

    @Override
    public Row row() {
      return OwnNetworkFaults.row(
          "26a", "the neighbour table of kald's host is full", "no-neighbour-entry");
    }

    @Override
    public boolean playsIn(String driver) {
      return driver.equals("namespaces");
    }

    @Override
    public boolean playsAlone() {
      return true;
    }

    @Override
    public Runnable prepare(Path dir) {
      String before = read();
      return () -> write(before);
    }

    @Override
    public void play(Stage stage) {
      String before = read();
      new OwnNetworkFault(
              row(),
              timing(),
              "no-neighbour-entry",
              ON_LINK,
              OwnNetworkFaults::nothing,
              uplink -> {
                long entries = HostNetwork.neighbourTables().get(0).entries();
                write(Long.toString(entries - WITHOUT_ROOM));
                uplink.forgetNeighbours();
              },
              uplink -> write(before))
          .play(stage);
      assertThat(stage.kald().process().log())
          .contains("the ipv4 neighbour table is full")
          .contains("net.ipv4.neigh.default.gc_thresh3=");
    }

    private static String read() {
      try {
        // Not readString: the kernel gives the whole value to one read, and nothing to a second.
        return Files.readAllLines(LIMIT).get(0);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    private static void write(String limit) {
      try {
        Files.writeString(LIMIT, limit);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
