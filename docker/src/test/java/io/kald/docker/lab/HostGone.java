package io.kald.docker.lab;

import io.kald.docker.lab.Timing.How;

/** 6: a host is gone from the network, and soon nobody knows its hardware address. */
final class HostGone implements Scenario {
  private static final int PORT = 8080;
  private static final String GONE = "no answer in time|host-unreachable";

  @Override
  public Row row() {
    return new Row(
        "6",
        "a host is gone (cable pulled; ARP fails)",
        "DYING, DOWN `no answer in time` or `host-unreachable`, for TCP and for echoes",
        "DOWN (M-1)R ~ F+(M-1)R+T, ALIVE within R+T",
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
    Fault gone = stage.fault(() -> peer.cable(false));
    stage.goesDown("web", How.SILENT, GONE, gone);
    stage.goesDown("echo", How.SILENT, GONE, gone);
    Fault back = stage.fault(() -> peer.cable(true));
    stage.unseen(peer, gone, back);
    stage.comesBack("web", How.SILENT, back);
    stage.comesBack("echo", How.SILENT, back);
    stage.finish();
  }
}
