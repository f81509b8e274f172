package io.kald.docker.lab;

import io.kald.docker.lab.Timing.How;

/** 4: a packet filter at the peer answers for a port with RST. */
final class PortReset implements Scenario {
  private static final int PORT = 8080;

  @Override
  public Row row() {
    return new Row(
        "4",
        "a port is rejected with RST by a packet filter (HAProxy)",
        "DYING, DOWN `refused`; the host's echo stays ALIVE",
        "DOWN (M-1)R ~ F+(M-1)R, ALIVE within R",
        "peer");
  }

  @Override
  public void play(Stage stage) {
    Host peer = stage.peer("peer");
    Peers.haproxy(peer, PORT);
    stage.tcp("proxy", peer, PORT);
    stage.icmp("echo", peer);
    stage.begin();
    Fault rejected =
        stage.fault(
            () ->
                peer.filter(
                    "rejected",
                    """
                    chain in {
                      type filter hook input priority 0
                      tcp dport %d reject with tcp reset
                    }
                    """
                        .formatted(PORT)));
    stage.goesDown("proxy", How.REJECTED, "refused", rejected);
    Fault back = stage.fault(() -> peer.unfilter("rejected"));
    stage.comesBack("proxy", How.REJECTED, back);
    stage.finish();
  }
}
