package io.kald.docker.lab;

import io.kald.agent.store.JournalEntry;
import io.kald.docker.lab.Timing.How;
import java.time.Duration;

/** 6: a host is gone from the network, and soon nobody knows its hardware address. */
final class HostGone implements Scenario {
  private static final int PORT = 8080;
  private static final String GONE = "no answer in time|host-unreachable";

  @Override
  public Row row() {
    return new Row(
        "6",
        "a host is gone (cable pulled, its ARP entry aged)",
        "DYING, DOWN `no answer in time`, for TCP and for echoes; `host-unreachable` when ARP has failed",
        "DOWN (M-1)R ~ F+(M-1)R+T; unreachable when ARP fails while a probe waits: after 3 s, or 3 s later"
            + " again; ALIVE within R+T",
        "kald; what waits for ARP never leaves and may be `not-on-wire`");
  }

  @Override
  public void play(Stage stage) {
    Host peer = stage.peer("peer");
    stage.captureAtKald(peer);
    Peers.nginx(peer, PORT);
    stage.tcp("web", peer, PORT);
    stage.icmp("echo", peer);
    stage.begin();
    Fault gone =
        stage.fault(
            () -> {
              peer.cable(false);
              stage.home().run("ip", "neigh", "flush", "to", peer.address());
            });
    stage.goesDown("web", How.SILENT, GONE, gone);
    stage.goesDown("echo", How.SILENT, GONE, gone);
    unreachable(stage, "web", gone);
    unreachable(stage, "echo", gone);
    Fault back = stage.fault(() -> peer.cable(true));
    // The kernel asks for the hardware address once a second: until then a probe still waits.
    stage.unseen(peer, gone, back.plus(Duration.ofSeconds(1)));
    stage.comesBack("web", How.SILENT, back);
    stage.comesBack("echo", How.SILENT, back);
    stage.finish();
  }

  /**
   * Linux asks for a hardware address three times, a second apart, and then says so to who waits at
   * that moment. It begins again with the next packet.
   */
  private static void unreachable(Stage stage, String service, Fault gone) {
    Duration arp = Duration.ofSeconds(3);
    JournalEntry told =
        stage
            .kald()
            .journal()
            .await(
                service + " is told unreachable",
                arp.multipliedBy(4),
                e ->
                    e.text("keepalive").equals(service)
                        && e.text("reason").equals("host-unreachable"));
    Duration most = stage.timing().dying(How.SILENT).most().plus(arp.multipliedBy(2));
    Window window = new Window(arp, most);
    stage.measure(service + " host-unreachable", told, gone, window);
  }
}
