package io.kald.docker.lab;

import static org.assertj.core.api.Assertions.assertThat;

import io.kald.agent.store.JournalEntry;
import io.kald.docker.lab.Timing.How;
import io.kald.probe.lab.Await;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/** 18: the configuration of 2,000 services is read again and again while a server dies. */
final class ReloadUnderLoad implements Scenario {
  private static final int PORT = 8080;
  private static final int DOOMED = 8081;
  private static final int MANY = 2000;
  private static final int CHANGED = 50;
  private static final int RELOADS = 4;

  @Override
  public Row row() {
    return new Row(
        "18",
        "2,000 services; a server dies, and the configuration is reloaded four times meanwhile,"
            + " with 50 services less and 50 more each time",
        "the dead server: DYING, DOWN `refused`, as if nobody had reloaded; nothing of those that stay;"
            + " a line `reload` each",
        "DOWN (M-1)R ~ F+(M-1)R with F = 4 s, R = 2 s; `reload` within 2 s",
        "peer");
  }

  @Override
  public Timing timing() {
    return new Timing(Duration.ofSeconds(4), Duration.ofSeconds(2), 3, Duration.ofSeconds(1));
  }

  @Override
  public void play(Stage stage) {
    Host load = stage.helper("load");
    Peers.nginx(load, PORT);
    many(stage, load, 0, MANY);
    Host peer = stage.peer("peer");
    Running nginx = Peers.nginx(peer, DOOMED);
    stage.tcp("web", peer, DOOMED);
    stage.icmp("echo", peer);
    stage.begin();
    Await.value("all are alive", () -> told(stage), told -> told.size() >= MANY + 4);
    Fault killed = stage.fault(() -> nginx.signal("KILL"));
    IntStream.rangeClosed(1, RELOADS).forEach(turn -> reload(stage, load, turn));
    stage.goesDown("web", How.REJECTED, "refused", killed);
    Fault back = stage.fault(() -> Peers.nginx(peer, DOOMED));
    stage.comesBack("web", How.REJECTED, back);
    stage.awaitProbes("many/" + (MANY - 1), 1);
    onlyAlive(stage);
    stage.finish();
  }

  private static void many(Stage stage, Host load, int from, int to) {
    IntStream.range(from, to).forEach(i -> stage.oneOfMany("many/" + i, load, PORT));
  }

  /** The oldest go, and as many come. */
  private static void reload(Stage stage, Host load, int turn) {
    IntStream.range((turn - 1) * CHANGED, turn * CHANGED).forEach(i -> stage.leaveOut("many/" + i));
    int next = MANY + (turn - 1) * CHANGED;
    many(stage, load, next, next + CHANGED);
    stage.kald().reconfigure(stage.config());
    Fault asked = stage.fault(() -> stage.kald().process().signal("HUP"));
    List<JournalEntry> reloads =
        Await.value(
            "reload " + turn,
            () -> stage.kald().journal().entries("reload"),
            seen -> seen.size() >= turn);
    JournalEntry last = reloads.get(reloads.size() - 1);
    assertThat(last.flag("ok")).as("%s", last).isTrue();
    stage.measure("reload " + turn, last, asked, new Window(Duration.ZERO, Duration.ofSeconds(2)));
  }

  private static List<JournalEntry> told(Stage stage) {
    return stage.kald().journal().entries("transition");
  }

  /** Of each of the many one transition, to ALIVE, and no slot that was left out. */
  private static void onlyAlive(Stage stage) {
    List<JournalEntry> ofMany =
        told(stage).stream().filter(e -> e.text("service").startsWith("many/")).toList();
    assertThat(ofMany).allMatch(e -> e.text("to").equals("alive"));
    assertThat(ofMany).extracting(e -> e.text("service")).doesNotHaveDuplicates();
    assertThat(ofMany)
        .as("all there ever were")
        .usingElementComparator(Comparator.comparing(e -> e.text("service")))
        .hasSize(MANY + RELOADS * CHANGED);
  }
}
