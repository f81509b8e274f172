package io.kald.docker.lab;

import io.kald.docker.lab.Timing.How;
import java.time.Duration;

/** 2: a web server is stopped; its kernel goes on answering until nobody else can wait. */
final class ProcessStopped implements Scenario {
  private static final int PORT = 8080;
  private static final int BACKLOG = 3;

  /** Linux lets one more wait than asked for. */
  private static final int WAITING = BACKLOG + 1;

  @Override
  public Row row() {
    return new Row(
        "2",
        "a process is stopped (nginx with `backlog=3`, SIGSTOP): its kernel accepts 4 more",
        "4 answers, then DYING, DOWN `no answer in time`, also with `half-open`; ALIVE when it goes on",
        "DYING 4F ~ 5F+T, DOWN (M-1)R later, ALIVE within R+T",
        "peer");
  }

  @Override
  public void play(Stage stage) {
    Host peer = stage.peer("peer");
    Running nginx = Peers.nginx(peer, PORT, "backlog=" + BACKLOG);
    stage.tcp("rst", peer, PORT);
    stage.tcp("half-open", peer, PORT, "tcp-close: half-open");
    stage.icmp("echo", peer);
    stage.begin();
    Timing timing = stage.timing();
    Duration filled = timing.frequency().multipliedBy(WAITING);
    Fault stopped = stage.fault(() -> nginx.signal("STOP"));
    silent(stage, "rst", stopped, filled, Duration.ZERO);
    // It takes no place, and is asked up to a frequency after the last one was taken.
    silent(stage, "half-open", stopped, filled.minus(timing.frequency()), timing.frequency());
    Fault back = stage.fault(() -> nginx.signal("CONT"));
    stage.comesBack("rst", How.SILENT, back);
    stage.comesBack("half-open", How.SILENT, back);
    stage.finish();
  }

  private static void silent(
      Stage stage, String service, Fault stopped, Duration least, Duration more) {
    Timing timing = stage.timing();
    Window dying = timing.dying(How.SILENT).plus(least);
    Window down = timing.down(How.SILENT).plus(least);
    stage.expect(
        service,
        "dying",
        "1 failure: no answer in time",
        stopped,
        new Window(dying.least(), dying.most().plus(more)));
    stage.expect(
        service,
        "down",
        "3 failures: no answer in time",
        stopped,
        new Window(down.least(), down.most().plus(more)));
  }
}
