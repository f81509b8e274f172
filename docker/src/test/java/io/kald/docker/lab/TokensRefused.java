package io.kald.docker.lab;

import io.kald.agent.store.JournalEntry;
import java.time.Duration;
import java.util.List;
import java.util.function.Predicate;

/** 22: the better node is back and will not take phones yet. */
final class TokensRefused implements Scenario {
  private static final Duration LONG = Duration.ofSeconds(60);
  private static final Duration WAIT = Duration.ofSeconds(3);

  @Override
  public Row row() {
    return new Row(
        "22",
        "a call manager is killed, comes back, and refuses tokens; then it grants them",
        "DYING `CM-reset-TCP`, ALIVE with the next node; `sccp-token` refused, and nothing else while it is"
            + " so; then it goes back",
        "a refusal after 3 s of good answers; back within the 3 s a refusal says",
        "peer");
  }

  @Override
  public void play(Stage stage) {
    Host first = stage.peer("cucm1");
    Host second = stage.peer("cucm2");
    CallManager better = CallManager.start(first, "--token-wait", WAIT.toSeconds() + "s");
    CallManager.start(second);
    stage.phone(
        "phone", List.of(first.address(), second.address()), "connection-monitor-duration: 3s");
    stage.begin();
    stage.awaitProbes("phone", 2);
    Fault killed = stage.fault(() -> better.fault("kill"));
    stage.expect("phone", "dying", "CM-reset-TCP at .*", killed, PhoneTiming.atOnce());
    Window soon = new Window(Duration.ZERO, PhoneTiming.REGISTER.plus(Timing.SLACK));
    stage.expect("phone", "alive", "registered with " + second.address(), killed, soon);
    Fault refusing = stage.fault(() -> better.fault("refuse-tokens"));
    Duration away = Duration.between(killed.before(), refusing.after());
    JournalEntry refused = await(stage, "sccp-token", e -> !e.flag("granted"));
    stage.measure("refused", refused, refusing, PhoneTiming.back(away));
    Fault granting = stage.fault(() -> better.fault("none"));
    JournalEntry back = await(stage, "sccp-failover", e -> e.text("cause").equals("Failback"));
    Window after = new Window(Duration.ZERO, WAIT.plus(PhoneTiming.REGISTER).plus(Timing.SLACK));
    stage.measure("back", back, granting, after);
    stage.finish();
  }

  private static JournalEntry await(Stage stage, String event, Predicate<JournalEntry> wanted) {
    return stage
        .kald()
        .journal()
        .await(event, LONG, e -> e.event().equals(event) && wanted.test(e));
  }
}
