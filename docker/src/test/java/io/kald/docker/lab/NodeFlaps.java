package io.kald.docker.lab;

import static org.assertj.core.api.Assertions.assertThat;

import io.kald.agent.store.JournalEntry;
import io.kald.probe.lab.Await;
import java.time.Duration;
import java.util.List;

/** 30b: a call manager registers 300 phones and resets each at once. */
final class NodeFlaps implements Scenario {
  private static final int PHONES = 300;

  /** 1, 2, 4, 8 and 16 s have passed with the sixth. */
  private static final int REGISTRATIONS = 6;

  private static final Duration LONG = Duration.ofSeconds(150);
  private static final Duration WINDOW = Duration.ofSeconds(10);

  /** After 31 s or more each phone waits for at least a quarter of that. */
  private static final double MOST_A_SECOND = PHONES / (31.0 / 4);

  /** Ten of each of four kinds in 10 s, and how many more there were. */
  private static final double MOST_LINES_A_SECOND = 4.4;

  @Override
  public Row row() {
    return new Row(
        "30b",
        "a call manager registers each of 300 phones and resets its connection at once",
        "each phone is tried again less and less often, DOWN between; the log has ten lines of a kind in"
            + " 10 s, and how many more there were",
        "after 31 s: fewer than 39 registrations and 5 lines of the log a second",
        "not at all: nothing is in doubt");
  }

  @Override
  public void play(Stage stage) {
    Host host = stage.helper("cucm");
    HostileNode node = HostileNode.flapping(host);
    stage.section(
        "phones:\n  - {name: floor, devices: 'SEP000000000[000-299]', nodes: %s}"
            .formatted(host.address()));
    stage.begin();
    Journal journal = stage.kald().journal();
    Await.value(
        "six registrations of a phone",
        LONG,
        () -> journal.entries("sccp-registered"),
        seen -> of(seen, "floor-000") >= REGISTRATIONS);
    List<JournalEntry> all = journal.entries("sccp-registered");
    long end = all.get(all.size() - 1).atNanos();
    long last = all.stream().filter(e -> e.atNanos() > end - WINDOW.toNanos()).count();
    assertThat(last / (double) WINDOW.toSeconds())
        .as("registrations a second, of %s connections", node.connections())
        .isLessThan(MOST_A_SECOND);
    double seconds = (end - all.get(0).atNanos()) / 1e9;
    long lines =
        stage.kald().process().log().lines().filter(l -> l.contains("msg=\"phone")).count();
    assertThat(lines / seconds).as("lines a second").isLessThan(MOST_LINES_A_SECOND);
    assertThat(journal.entries("transition"))
        .filteredOn(e -> e.text("service").equals("floor-000"))
        .extracting(e -> e.text("to"))
        .startsWith("alive", "dying", "down", "alive");
    stage.finish();
  }

  private static long of(List<JournalEntry> entries, String phone) {
    return entries.stream().filter(e -> e.text("group").equals(phone)).count();
  }
}
