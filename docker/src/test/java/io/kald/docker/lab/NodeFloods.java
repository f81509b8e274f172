package io.kald.docker.lab;

import static org.assertj.core.api.Assertions.assertThat;

import io.kald.agent.store.JournalEntry;
import io.kald.probe.lab.Await;
import java.time.Duration;
import java.util.List;

/** 30a: in a call manager's place there is a server that floods phones and does not read. */
final class NodeFloods implements Scenario {
  private static final Duration SEARCH = Duration.ofSeconds(2);
  private static final int ENOUGH = 8;

  /** The flood itself was 1.5 GB in kald once. */
  private static final long MOST_MORE_BYTES = 256L << 20;

  @Override
  public Row row() {
    return new Row(
        "30a",
        "a call manager is killed, and in its place a server floods phones with questions and does not"
            + " read; then the call manager is back",
        "DYING, ALIVE with the next node; a phone without another is DYING, DOWN,"
            + " `sccp-registration-failed` `flood`; each connection is closed and tried again less and less"
            + " often; kald's memory grows by less than 256 MiB; ALIVE with the good one",
        "at once; DOWN within 2 s; reported and ALIVE when the node is tried again: at most twice the time"
            + " since the first failure and 2 s, 60 s at most",
        "peer: the next node");
  }

  @Override
  public void play(Stage stage) {
    Host node = stage.helper("cucm1");
    Host next = stage.peer("cucm2");
    CallManager manager = CallManager.start(node);
    CallManager.start(next);
    stage.phone("two", List.of(node.address(), next.address()));
    stage.phone("one", List.of(node.address()));
    stage.begin();
    stage.awaitProbes("one", 1);
    Fault killed = stage.fault(manager::kill);
    Window soon = new Window(Duration.ZERO, SEARCH);
    stage.expect("two", "dying", "CM-(closed|reset)-TCP at .*", killed, soon);
    stage.expect("one", "dying", "CM-(closed|reset)-TCP at .*", killed, soon);
    stage.expect("two", "alive", "registered with .*", killed, soon);
    stage.expect("one", "down", ".*", killed, soon);
    final long before = memory(stage);
    HostileNode[] hostile = new HostileNode[1];
    Fault flood = stage.fault(() -> hostile[0] = HostileNode.flooding(node));
    JournalEntry failed = flooded(stage);
    stage.measure("flood", failed, flood, again(killed, flood));
    Await.value("connections", hostile[0]::connections, count -> count >= ENOUGH);
    assertThat(memory(stage) - before).as("memory").isLessThan(MOST_MORE_BYTES);
    hostile[0].kill();
    Fault good = stage.fault(manager::again);
    stage.expect("one", "alive", "registered with .*", good, again(killed, good));
    stage.finish();
  }

  private static Window again(Fault first, Fault back) {
    Duration away = Duration.between(first.before(), back.after());
    return new Window(Duration.ZERO, PhoneTiming.triedAgain(away).plus(SEARCH));
  }

  private static JournalEntry flooded(Stage stage) {
    return stage
        .kald()
        .journal()
        .await(
            "a flood",
            Duration.ofSeconds(60),
            e ->
                e.event().equals("sccp-registration-failed")
                    && e.text("group").equals("one")
                    && e.text("result").equals("flood"));
  }

  private static long memory(Stage stage) {
    return stage.kald().scrape().value("process_resident_memory_bytes");
  }
}
