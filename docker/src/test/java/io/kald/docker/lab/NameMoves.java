package io.kald.docker.lab;

import io.kald.agent.store.JournalEntry;
import io.kald.docker.lab.Timing.How;
import java.time.Duration;

/** 13: a name comes to stand for another host. */
final class NameMoves implements Scenario {
  private static final int PORT = 8080;
  private static final String NAME = "app.lab";
  private static final Duration RESOLVED = Duration.ofSeconds(1);
  private static final int PROBES = 3;

  @Override
  public Row row() {
    return new Row(
        "13",
        "a name moves from a server that is down to a well one, then to another well one, then is no name any more (nginx)",
        "DOWN by the first address, ALIVE by the second; nothing more when the third is asked, nor when the name is gone",
        "ALIVE within resolve-every + R, the third address within resolve-every + F",
        "each peer");
  }

  @Override
  public void play(Stage stage) {
    Host first = stage.peer("first");
    Host second = stage.peer("second");
    Running nginx = Peers.nginx(first, PORT);
    Peers.nginx(second, PORT);
    stage.home().know(NAME, first.address());
    stage.service("named", NAME, "type: tcp, port: " + PORT);
    stage.section("engine: {resolve-every: " + RESOLVED.toSeconds() + "s}");
    stage.begin();
    Fault killed = stage.fault(() -> nginx.signal("KILL"));
    stage.goesDown("named", How.REJECTED, "refused", killed);
    Fault moved = stage.fault(() -> stage.home().know(NAME, second.address()));
    Window back = stage.timing().back(How.REJECTED);
    stage.expect(
        "named", "alive", "answered", moved, new Window(back.least(), back.most().plus(RESOLVED)));
    Peers.nginx(first, PORT);
    Fault again = stage.fault(() -> stage.home().know(NAME, first.address()));
    JournalEntry there =
        stage
            .kald()
            .journal()
            .await(
                "a probe of the new address",
                RESOLVED.multipliedBy(5),
                e -> e.atNanos() > again.toNanos() && e.text("address").equals(first.address()));
    stage.measure(
        "new address probed",
        there,
        again,
        new Window(Duration.ZERO, stage.timing().dying(How.REJECTED).most().plus(RESOLVED)));
    stage.home().shell("echo 127.0.0.1 localhost >/etc/hosts");
    stage.awaitProbes("named", PROBES);
    stage.finish();
  }
}
