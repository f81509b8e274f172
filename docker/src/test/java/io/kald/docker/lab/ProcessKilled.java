package io.kald.docker.lab;

import io.kald.docker.lab.Timing.How;
import java.util.List;

/** 1: a web server is killed, and its kernel answers for it. */
final class ProcessKilled implements Scenario {
  private static final int PORT = 8080;
  private static final List<String> CLOSES = List.of("rst", "fin", "half-open");

  @Override
  public Row row() {
    return new Row(
        "1",
        "a process is killed (nginx, `kill -9`): its port answers RST",
        "every way to close: DYING, DOWN `refused`; the host's echo stays ALIVE; ALIVE when it is back",
        "DOWN (M-1)R ~ F+(M-1)R, ALIVE within R",
        "peer");
  }

  @Override
  public void play(Stage stage) {
    Host peer = stage.peer("peer");
    Running nginx = Peers.nginx(peer, PORT);
    CLOSES.forEach(close -> stage.tcp(close, peer, PORT, "tcp-close: " + close));
    stage.icmp("echo", peer);
    stage.begin();
    Fault killed = stage.fault(() -> nginx.signal("KILL"));
    CLOSES.forEach(close -> stage.goesDown(close, How.REJECTED, "refused", killed));
    Fault back = stage.fault(() -> Peers.nginx(peer, PORT));
    CLOSES.forEach(close -> stage.comesBack(close, How.REJECTED, back));
    stage.finish();
  }
}
