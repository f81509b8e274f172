package io.kald.docker.lab;

import static org.assertj.core.api.Assertions.assertThat;

import io.kald.agent.store.JournalEntry;
import io.kald.probe.lab.Await;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** 15: kald sleeps for half a minute, as on a machine that was suspended. */
final class AgentStopped implements Scenario {
  private static final int PORT = 8080;
  private static final Duration STOPPED = Duration.ofSeconds(30);

  @Override
  public Row row() {
    return new Row(
        "15",
        "kald itself is stopped for 30 s and continued",
        "nothing of any service; a line `skipped` for each, of as many slots as it slept through",
        "`skipped` within F of the continuation; the next probe in its old place",
        "peer");
  }

  @Override
  public void play(Stage stage) {
    Host peer = stage.peer("peer");
    Peers.nginx(peer, PORT);
    stage.tcp("web", peer, PORT);
    stage.tcp("half", peer, PORT, "tcp-close: half-open");
    stage.icmp("echo", peer);
    stage.begin();
    Fault stopped = stage.fault(() -> stage.kald().process().signal("STOP"));
    Instant end = stopped.after().plus(STOPPED);
    Await.value("it was stopped long enough", Instant::now, now -> now.isAfter(end));
    Fault back = stage.fault(() -> stage.kald().process().signal("CONT"));
    List.of("web", "half", "echo", "beside").forEach(service -> slept(stage, service, back));
    stage.finish();
  }

  private static void slept(Stage stage, String service, Fault back) {
    JournalEntry skipped =
        stage
            .kald()
            .journal()
            .await(
                service + " has skipped slots",
                Duration.ofSeconds(20),
                e -> e.event().equals("skipped") && e.text("keepalive").equals(service));
    Duration frequency = stage.timing().frequency();
    Window soon = new Window(Duration.ZERO, frequency.plus(Timing.SLACK));
    stage.measure(service + " skipped", skipped, back, soon);
    long slots = STOPPED.dividedBy(frequency);
    assertThat(skipped.number("count", 0))
        .as("slots of %s", service)
        .isBetween(slots - 2, slots + 1);
  }
}
