package io.kald.docker.lab;

import static org.assertj.core.api.Assertions.assertThat;

import io.kald.agent.store.JournalEntry;
import io.kald.probe.lab.Await;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Hundreds of services on as many addresses of one host, looked at together: what must be true of
 * one must be true of each.
 */
final class ManyTargets {
  /** As many as a row has. */
  static final int COUNT = 500;

  /** Of the host that has all addresses. */
  static final String NETWORK = "10.78.0.0/16";

  private static final Duration PATIENCE = Duration.ofSeconds(90);
  private static final int PER_BYTE = 200;

  // deps
  private final Stage stage;

  // state
  private int added;

  ManyTargets(Stage stage) {
    this.stage = stage;
  }

  /** A host that answers on all addresses of {@link #NETWORK}, and a route to it from kald's. */
  static Host host(Stage stage) {
    Host load = stage.helper("load");
    load.run("ip", "route", "add", "local", NETWORK, "dev", "lo");
    stage.home().run("ip", "route", "add", NETWORK, "via", load.address());
    return load;
  }

  /** Adds services, each on the next address; {@code keys} say how they are probed. */
  void add(int count, String keys) {
    for (int i = 0; i < count; i++) {
      int number = added++;
      String address = "10.78." + number / PER_BYTE + "." + (1 + number % PER_BYTE);
      stage.oneOfMany("many/" + number, address, keys);
    }
  }

  /** Adds services of one and the same target. */
  void addOnOne(int count, String host, String keys) {
    for (int i = 0; i < count; i++) {
      stage.oneOfMany("many/" + added++, host, keys);
    }
  }

  /** Waits until each is ALIVE. */
  void awaitAlive() {
    awaitEach("are alive", "transition", "service", e -> e.text("to").equals("alive"));
  }

  /** Waits until each has a probe since then that ended as said. */
  void awaitOutcome(String outcome, String reason, Fault since) {
    awaitEach(
        "have a probe " + outcome + " " + reason,
        "probe",
        "keepalive",
        e ->
            e.text("outcome").equals(outcome)
                && e.text("reason").equals(reason)
                && e.sentAtNanos() >= since.toNanos());
  }

  /** Waits until each has become that, and notes when the last one had. */
  void awaitState(String state, Fault since, Window window) {
    Predicate<JournalEntry> wanted =
        e -> e.text("to").equals(state) && e.atNanos() >= since.fromNanos();
    awaitEach("are " + state, "transition", "service", wanted);
    JournalEntry last =
        ofMany("transition", "service").stream()
            .filter(wanted)
            .reduce((first, second) -> second)
            .orElseThrow();
    stage.measure("last of " + added + " " + state, last, since, window);
  }

  /** None of them has become anything but ALIVE, and that once. */
  void onlyAlive() {
    List<JournalEntry> all = ofMany("transition", "service");
    assertThat(all).allMatch(e -> e.text("to").equals("alive"));
    assertThat(all).extracting(e -> e.text("service")).doesNotHaveDuplicates().hasSize(added);
  }

  private void awaitEach(String what, String event, String key, Predicate<JournalEntry> wanted) {
    Await.value(
        added + " services " + what,
        PATIENCE,
        () -> {
          Set<String> names = new HashSet<>();
          ofMany(event, key).stream().filter(wanted).forEach(e -> names.add(e.text(key)));
          return names.size();
        },
        count -> count == added);
  }

  private List<JournalEntry> ofMany(String event, String key) {
    return stage.kald().journal().entries(event).stream()
        .filter(e -> e.text(key).startsWith("many/"))
        .toList();
  }
}
