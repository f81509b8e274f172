package io.kald.docker.lab;

import java.time.Duration;
import java.util.List;

/** 17: kald is killed without a chance to say anything, and started again. */
final class AgentKilled implements Scenario {
  private static final int PORT = 8080;

  @Override
  public Row row() {
    return new Row(
        "17",
        "kald is killed (`kill -9`) and started again",
        "nothing is DOWN; each service ALIVE anew, on evidence; the journal goes on in a new file",
        "ALIVE within a second of being ready",
        "peer; a probe on its way when kald was killed has no line");
  }

  @Override
  public void play(Stage stage) {
    Host peer = stage.peer("peer");
    Peers.nginx(peer, PORT);
    stage.tcp("web", peer, PORT);
    stage.icmp("echo", peer);
    stage.begin();
    stage.awaitProbes("web", 2);
    stage.fault(() -> stage.kald().process().end("KILL"));
    Fault started = stage.fault(() -> stage.kald().again());
    Fault again = new Fault(started.after(), started.after());
    Window soon = new Window(Duration.ofSeconds(-1), Duration.ofSeconds(1));
    List.of("web", "echo", "beside", "beside-echo")
        .forEach(service -> stage.expect(service, "alive", "answered", again, soon));
    stage.finish();
  }
}
