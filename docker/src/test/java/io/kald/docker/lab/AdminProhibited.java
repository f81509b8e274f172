package io.kald.docker.lab;

import io.kald.docker.lab.Timing.How;

/** 5: a packet filter at the peer says so to whoever it turns away. */
final class AdminProhibited implements Scenario {
  private static final int PORT = 8080;

  @Override
  public Row row() {
    return new Row(
        "5",
        "a packet filter answers with ICMP admin-prohibited (nginx, and echoes)",
        "DYING, DOWN `admin-prohibited`, for TCP and for echoes",
        "DOWN (M-1)R ~ F+(M-1)R, ALIVE within R",
        "peer");
  }

  @Override
  public void play(Stage stage) {
    Host peer = stage.peer("peer");
    Peers.nginx(peer, PORT);
    stage.tcp("web", peer, PORT);
    stage.icmp("echo", peer);
    stage.begin();
    Fault prohibited =
        stage.fault(
            () ->
                peer.filter(
                    "prohibited",
                    """
                    chain in {
                      type filter hook input priority 0
                      tcp dport %d reject with icmp type admin-prohibited
                      icmp type echo-request reject with icmp type admin-prohibited
                    }
                    """
                        .formatted(PORT)));
    stage.goesDown("web", How.REJECTED, "admin-prohibited", prohibited);
    stage.goesDown("echo", How.REJECTED, "admin-prohibited", prohibited);
    Fault back = stage.fault(() -> peer.unfilter("prohibited"));
    stage.comesBack("web", How.REJECTED, back);
    stage.comesBack("echo", How.REJECTED, back);
    stage.finish();
  }
}
