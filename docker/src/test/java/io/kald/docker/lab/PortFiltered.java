package io.kald.docker.lab;

import io.kald.docker.lab.Timing.How;

/** 3: a packet filter at the peer swallows what goes to a port. */
final class PortFiltered implements Scenario {
  private static final int PORT = 8080;

  @Override
  public Row row() {
    return new Row(
        "3",
        "a port is filtered silently (PostgreSQL)",
        "DYING, DOWN `no answer in time`; the host's echo stays ALIVE",
        "DOWN (M-1)R ~ F+(M-1)R+T, ALIVE within R+T",
        "peer");
  }

  @Override
  public void play(Stage stage) {
    Host peer = stage.peer("peer");
    Peers.postgres(peer, PORT);
    stage.tcp("database", peer, PORT);
    stage.icmp("echo", peer);
    stage.begin();
    Fault filtered =
        stage.fault(
            () ->
                peer.filter(
                    "silent",
                    "chain in { type filter hook input priority 0; tcp dport %d drop; }"
                        .formatted(PORT)));
    stage.goesDown("database", How.SILENT, "no answer in time", filtered);
    Fault back = stage.fault(() -> peer.unfilter("silent"));
    stage.comesBack("database", How.SILENT, back);
    stage.finish();
  }
}
