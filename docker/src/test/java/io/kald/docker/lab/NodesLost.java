package io.kald.docker.lab;

import io.kald.agent.store.JournalEntry;
import java.time.Duration;
import java.util.List;

/**
 * 21: the node that stands by is lost, then the other one too, with and without a router for that.
 */
final class NodesLost implements Scenario {
  private static final Duration SEARCH = Duration.ofSeconds(2);
  private static final Duration LONG = Duration.ofSeconds(70);

  @Override
  public Row row() {
    return new Row(
        "21",
        "the standby call manager is killed, then the active one too; one phone has an SRST router, the"
            + " other has none; then both are back",
        "first only that nobody stands by; then DYING `CM-closed-TCP`: ALIVE with the router, DOWN without;"
            + " ALIVE when they are back",
        "at once; DOWN within 2 s; ALIVE when a node is tried again: at most twice the time since the first"
            + " failure and 2 s, 60 s at most",
        "peer");
  }

  @Override
  public void play(Stage stage) {
    Host first = stage.peer("cucm1");
    Host second = stage.peer("cucm2");
    Host router = stage.peer("router");
    CallManager active = CallManager.start(first);
    CallManager standby = CallManager.start(second);
    CallManager.start(router);
    List<String> nodes = List.of(first.address(), second.address());
    String monitor = "connection-monitor-duration: 3s";
    stage.phone("with-srst", nodes, monitor, "srst: " + router.address());
    stage.phone("without", nodes, monitor);
    stage.begin();
    stage.awaitProbes("without", 2);
    Fault alone = stage.fault(standby::kill);
    List.of("with-srst", "without").forEach(phone -> standsBy(stage, phone, alone));
    Fault lost = stage.fault(active::kill);
    List.of("with-srst", "without")
        .forEach(
            phone ->
                stage.expect(
                    phone, "dying", "CM-(closed|reset)-TCP at .*", lost, PhoneTiming.atOnce()));
    Window soon = new Window(Duration.ZERO, SEARCH);
    stage.expect("with-srst", "alive", "registered with " + router.address(), lost, soon);
    stage.expect("without", "down", ".*", lost, soon);
    Fault back =
        stage.fault(
            () -> {
              active.again();
              standby.again();
            });
    comeBack(stage, lost, back);
    stage.finish();
  }

  private static void comeBack(Stage stage, Fault lost, Fault back) {
    Duration away = Duration.between(lost.before(), back.after());
    Window again = new Window(Duration.ZERO, PhoneTiming.triedAgain(away).plus(SEARCH));
    stage.expect("without", "alive", "registered with .*", back, again);
    JournalEntry home =
        stage
            .kald()
            .journal()
            .await(
                "with-srst goes back",
                LONG,
                e -> e.event().equals("sccp-failover") && e.text("cause").equals("Failback"));
    stage.measure("with-srst back", home, back, PhoneTiming.back(away));
  }

  private static void standsBy(Stage stage, String phone, Fault alone) {
    JournalEntry told =
        stage
            .kald()
            .journal()
            .await(
                "nobody stands by for " + phone,
                Duration.ofSeconds(10),
                e ->
                    e.event().equals("sccp-standby")
                        && e.text("group").equals(phone)
                        && e.atNanos() >= alone.fromNanos());
    stage.measure(phone + " standby lost", told, alone, PhoneTiming.atOnce());
  }
}
