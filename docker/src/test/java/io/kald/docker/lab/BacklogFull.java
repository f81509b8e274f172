package io.kald.docker.lab;

import io.kald.docker.lab.Timing.How;
import java.time.Duration;

/** 9: a store is busy, and as many as may wait for it do. */
final class BacklogFull implements Scenario {
  private static final int PORT = 6379;
  private static final int BACKLOG = 3;
  private static final Duration BUSY = Duration.ofSeconds(8);

  @Override
  public Row row() {
    return new Row(
        "9",
        "a backlog is full (Redis with `tcp-backlog 3` in DEBUG SLEEP, clients waiting)",
        "DYING, DOWN `no answer in time`, every way to close; the host's echo stays ALIVE",
        "DOWN (M-1)R ~ F+(M-1)R+T, ALIVE within R+T",
        "peer");
  }

  @Override
  public void play(Stage stage) {
    Host peer = stage.peer("peer");
    Peers.redis(peer, PORT, BACKLOG);
    stage.tcp("rst", peer, PORT);
    stage.tcp("half-open", peer, PORT, "tcp-close: half-open");
    stage.icmp("echo", peer);
    stage.begin();
    String port = Integer.toString(PORT);
    String seconds = Long.toString(BUSY.toSeconds());
    Fault busy =
        stage.fault(() -> peer.start("busy", "redis-cli", "-p", port, "debug", "sleep", seconds));
    // Who comes, leaves again, and is kept in line by the kernel all the same.
    String come = "timeout 0.3 bash -c 'exec 3<>/dev/tcp/127.0.0.1/%s'".formatted(port);
    Fault full = stage.fault(() -> peer.shell("while " + come + "; do :; done 2>&1"));
    stage.goesDown("rst", How.SILENT, "no answer in time", full);
    stage.goesDown("half-open", How.SILENT, "no answer in time", full);
    Fault back = busy.plus(BUSY);
    stage.comesBack("rst", How.SILENT, back);
    stage.comesBack("half-open", How.SILENT, back);
    stage.finish();
  }
}
