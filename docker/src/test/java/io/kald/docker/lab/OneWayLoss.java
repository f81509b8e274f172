package io.kald.docker.lab;

import io.kald.docker.lab.Timing.How;

/** 7: a router on the way loses what goes in one direction. */
final class OneWayLoss implements Scenario {
  private static final int PORT = 8080;

  // deps
  private final boolean towards;

  /** Of what goes to the peer, or of what comes from it. */
  OneWayLoss(boolean towards) {
    this.towards = towards;
  }

  @Override
  public Row row() {
    return new Row(
        towards ? "7a" : "7b",
        towards
            ? "a router loses all packets to the peer (nginx)"
            : "a router loses all packets from the peer (nginx)",
        "DYING, DOWN `no answer in time`, for TCP and for echoes",
        "DOWN (M-1)R ~ F+(M-1)R+T, ALIVE within R+T",
        "kald");
  }

  @Override
  public void play(Stage stage) {
    Host peer = stage.peer("peer");
    Host router = stage.path("router", peer);
    stage.captureAtKald(peer);
    Peers.nginx(peer, PORT);
    stage.tcp("web", peer, PORT);
    stage.icmp("echo", peer);
    stage.begin();
    Fault lost =
        stage.fault(
            () ->
                router.filter(
                    "lost",
                    "chain way { type filter hook forward priority 0; ip %s %s drop; }"
                        .formatted(towards ? "daddr" : "saddr", peer.address())));
    stage.goesDown("web", How.SILENT, "no answer in time", lost);
    stage.goesDown("echo", How.SILENT, "no answer in time", lost);
    Fault back = stage.fault(() -> router.unfilter("lost"));
    stage.comesBack("web", How.SILENT, back);
    stage.comesBack("echo", How.SILENT, back);
    stage.finish();
  }
}
