package io.kald.docker.lab;

import static org.assertj.core.api.Assertions.assertThat;

import io.kald.agent.store.JournalEntry;
import io.kald.probe.lab.Await;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.IntFunction;
import java.util.function.Predicate;

/**
 * 26: something is wrong with the network of kald's own host, which says nothing about the 500
 * services behind it.
 */
final class OwnNetworkFault implements Scenario {
  /** Targets, each asked by TCP and by echoes. */
  static final int TARGETS = 250;

  /** How long after the fault a probe may be taken as not probed for the first time. */
  private static final Duration REPORTED = Duration.ofSeconds(1);

  // deps
  private final Row row;
  private final Timing timing;
  private final String reasons;
  private final IntFunction<String> targets;
  private final Consumer<Uplink> prepare;
  private final Consumer<Uplink> deed;
  private final Consumer<Uplink> undo;

  /**
   * A scenario.
   *
   * @param reasons a regular expression of those that probes are not probed for
   * @param targets their addresses
   * @param prepare done before kald starts
   * @param deed the fault
   * @param undo ends it
   */
  OwnNetworkFault(
      Row row,
      Timing timing,
      String reasons,
      IntFunction<String> targets,
      Consumer<Uplink> prepare,
      Consumer<Uplink> deed,
      Consumer<Uplink> undo) {
    this.row = row;
    this.timing = timing;
    this.reasons = reasons;
    this.targets = targets;
    this.prepare = prepare;
    this.deed = deed;
    this.undo = undo;
  }

  @Override
  public Row row() {
    return row;
  }

  @Override
  public Timing timing() {
    return timing;
  }

  @Override
  public void play(Stage stage) {
    Uplink uplink = Uplink.of(stage.home());
    prepare.accept(uplink);
    for (int i = 0; i < TARGETS; i++) {
      stage.service("many/t" + i, targets.apply(i), "type: tcp, port: " + Uplink.PORT);
      stage.service("many/i" + i, targets.apply(i), "type: icmp");
    }
    stage.begin();
    Fault broken = stage.fault(() -> deed.accept(uplink));
    notProbed(stage, "tcp", broken);
    notProbed(stage, "icmp", broken);
    awaitProbesOfAll(stage, broken);
    Fault mended = stage.fault(() -> undo.accept(uplink));
    answered(stage, "tcp", mended);
    answered(stage, "icmp", mended);
    onlyThese(stage);
    stage.finish();
  }

  private void notProbed(Stage stage, String kind, Fault since) {
    JournalEntry first =
        await(
            stage,
            kind + " is not probed",
            since,
            e -> ofMany(e, kind) && e.text("outcome").equals("not-probed"));
    Duration most = timing.dying(Timing.How.SILENT).most().plus(REPORTED);
    stage.measure(kind + " not-probed", first, since, new Window(Duration.ZERO, most));
  }

  private void answered(Stage stage, String kind, Fault since) {
    JournalEntry first =
        await(
            stage,
            kind + " is answered",
            since,
            e -> ofMany(e, kind) && e.text("outcome").equals("answered"));
    Duration most = timing.dying(Timing.How.SILENT).most().plus(REPORTED);
    stage.measure(kind + " answered", first, since, new Window(Duration.ZERO, most));
  }

  private static JournalEntry await(
      Stage stage, String what, Fault since, Predicate<JournalEntry> wanted) {
    return stage
        .kald()
        .journal()
        .await(
            what,
            Duration.ofSeconds(20),
            e ->
                e.event().equals("probe") && e.sentAtNanos() > since.fromNanos() && wanted.test(e));
  }

  /** As many of each as would have made it DOWN. */
  private void awaitProbesOfAll(Stage stage, Fault since) {
    Await.value(
        "probes of all",
        () -> {
          Map<String, Integer> counts = new HashMap<>();
          for (JournalEntry entry : stage.kald().journal().entries("probe")) {
            if (entry.text("keepalive").startsWith("many/")
                && entry.sentAtNanos() > since.toNanos()) {
              counts.merge(entry.text("keepalive"), 1, Integer::sum);
            }
          }
          return counts;
        },
        counts ->
            counts.size() == 2 * TARGETS
                && counts.values().stream().allMatch(n -> n > timing.maxFailure()));
  }

  /** Nothing was not probed for another reason than this and a process held up by other rows. */
  private void onlyThese(Stage stage) {
    List<JournalEntry> all =
        stage.kald().journal().entries("probe").stream()
            .filter(e -> e.text("outcome").equals("not-probed"))
            .toList();
    assertThat(all).allMatch(e -> e.text("reason").matches(reasons + "|stalled"));
  }

  private static boolean ofMany(JournalEntry entry, String kind) {
    return entry.text("kind").equals(kind) && entry.text("keepalive").startsWith("many/");
  }
}
