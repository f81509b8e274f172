package io.kald.docker.lab;

import io.kald.docker.lab.Timing.How;
import java.time.Duration;

/** 27c and 27d: probes leave from a second address of kald's host, which is there or is not. */
final class SecondSource implements Scenario {
  private static final int PORT = 8080;
  private static final String SILENT =
      "chain in { type filter hook input priority 0; ip daddr " + ManyTargets.NETWORK + " drop; }";

  // deps
  private final boolean removed;

  /** With a source that goes while probes are out, or one that stays. */
  SecondSource(boolean removed) {
    this.removed = removed;
  }

  @Override
  public Row row() {
    return removed
        ? new Row(
            "27d",
            "the source address of 500 services is removed while their probes are out and unanswered"
                + " (F=R=2 s, T=1.5 s)",
            "`not-probed` `source-address-missing`; each ALIVE all along; answered when it is back",
            "not-probed within F+T, answered within F",
            "nowhere: what is out stays unanswered")
        : new Row(
            "27c",
            "500 targets of echoes from a second IPv4 address of the subnet are silent, then answer again",
            "answered from that address; each DYING, DOWN `no answer in time`, then ALIVE",
            "DOWN (M-1)R ~ F+(M-1)R+T, ALIVE within R+T; 2 s more for 500",
            "nowhere");
  }

  @Override
  public Timing timing() {
    Duration two = Duration.ofSeconds(2);
    return removed ? new Timing(two, two, 3, Duration.ofMillis(1500)) : Timing.USUAL;
  }

  @Override
  public void play(Stage stage) {
    Host load = ManyTargets.host(stage);
    Peers.nginx(load, PORT);
    String second = second(stage.home());
    String address = second.substring(0, second.indexOf('/'));
    stage.home().run("ip", "address", "add", second, "dev", "eth0");
    ManyTargets many = new ManyTargets(stage);
    String source = ", source: " + address;
    int echoes = removed ? ManyTargets.COUNT / 2 : ManyTargets.COUNT;
    many.add(echoes, "type: icmp" + source);
    many.add(ManyTargets.COUNT - echoes, "type: tcp, port: " + PORT + source);
    stage.begin();
    many.awaitAlive();
    if (removed) {
      remove(stage, load, many, second);
    } else {
      silence(stage, load, many);
    }
    stage.finish();
  }

  private static void remove(Stage stage, Host load, ManyTargets many, String second) {
    Fault gone =
        stage.fault(
            () -> {
              load.filter("silent", SILENT);
              stage.home().run("ip", "address", "delete", second, "dev", "eth0");
            });
    many.awaitOutcome("not-probed", "source-address-missing", gone);
    Fault back =
        stage.fault(
            () -> {
              load.unfilter("silent");
              stage.home().run("ip", "address", "add", second, "dev", "eth0");
            });
    many.awaitOutcome("answered", "", back);
    many.onlyAlive();
  }

  private static void silence(Stage stage, Host load, ManyTargets many) {
    Duration more = Duration.ofSeconds(2);
    Window down = stage.timing().down(How.SILENT);
    Fault silent = stage.fault(() -> load.filter("silent", SILENT));
    many.awaitState("down", silent, new Window(down.least(), down.most().plus(more)));
    Window back = stage.timing().back(How.SILENT);
    Fault open = stage.fault(() -> load.unfilter("silent"));
    many.awaitState("alive", open, new Window(back.least(), back.most().plus(more)));
  }

  /** Another address of the subnet, with the length of its prefix. */
  private static String second(Host home) {
    String first =
        home.shell("ip -o -4 address show dev eth0 | sed 's/.* inet \\([^ ]*\\).*/\\1/' | head -1");
    String own = first.strip();
    return own.substring(0, own.lastIndexOf('.')) + ".211" + own.substring(own.indexOf('/'));
  }
}
