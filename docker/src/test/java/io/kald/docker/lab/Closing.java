package io.kald.docker.lab;

import static org.assertj.core.api.Assertions.assertThat;

import io.kald.agent.store.JournalEntry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What is held at the end of every scenario, whatever its fault was. */
final class Closing {
  /** Within a second of a capture's end an audit does not judge. */
  private static final Duration AFTER_THE_LAST = Duration.ofMillis(1200);

  // deps
  private final Kald kald;
  private final Timing timing;
  private final Map<String, List<String>> told;
  private final List<Unseen> unseen;

  /**
   * Of a kald that still runs.
   *
   * @param told the transitions of each service, {@code from->to}, that the scenario wanted
   */
  Closing(Kald kald, Timing timing, Map<String, List<String>> told, List<Unseen> unseen) {
    this.kald = kald;
    this.timing = timing;
    this.told = told;
    this.unseen = unseen;
  }

  /** Ends kald and the captures, and looks at all they have left. */
  void hold(List<Capture> captures) {
    Instant asked = Instant.now();
    Scrape scrape = kald.scrape();
    kald.stop();
    Instant stopped = Instant.now();
    List<JournalEntry> journal = kald.journal().entries();
    transitions(journal);
    new WholeJournal(journal, timing).hold();
    new Agreement(scrape, asked, journal).hold(told);
    Patience.until(
        "a second has passed",
        () -> System.currentTimeMillis(),
        now -> now > stopped.plus(AFTER_THE_LAST).toEpochMilli());
    for (Capture capture : captures) {
      audit(capture, capture.end(), journal);
    }
  }

  /** Each service became what the scenario said, and nothing else. */
  private void transitions(List<JournalEntry> journal) {
    told.forEach(
        (service, wanted) ->
            assertThat(journal)
                .filteredOn(e -> e.event().equals("transition"))
                .filteredOn(e -> e.text("service").equals(service))
                .extracting(e -> e.text("from") + "->" + e.text("to"))
                .as("transitions of %s", service)
                .containsExactlyElementsOf(wanted));
  }

  private void audit(Capture capture, Path wire, List<JournalEntry> journal) {
    Host home = kald.host();
    Path lines = journalOf(capture.peer());
    List<String> words = new ArrayList<>(home.kald());
    Path there = home.dir().resolve("audited-" + capture.peer().name() + ".pcap");
    copy(wire, there);
    words.addAll(
        List.of("audit", there.toString(), "--journal", lines.toString(), "--output", "json"));
    Result result = home.ask(words.toArray(String[]::new));
    assertThat(result.code()).as(result.output()).isLessThan(2);
    Audited audited = Audited.parse(result.output());
    long excused =
        journal.stream().filter(e -> of(e, capture.peer()) && excused(e, capture.peer())).count();
    long sent = journal.stream().filter(e -> of(e, capture.peer()) && left(e)).count();
    assertThat(audited.count("probes")).as("audited probes: %s", audited).isEqualTo(sent);
    assertThat(audited.count("confirmed") + audited.count("not_on_wire"))
        .as("confirmed, %s excused: %s", excused, result.output())
        .isEqualTo(sent);
    assertThat(audited.count("not_on_wire")).as("%s", audited).isLessThanOrEqualTo(excused);
    assertThat(audited.count("unrecorded")).as("%s", audited).isZero();
  }

  private static void copy(Path from, Path to) {
    try {
      Files.copy(from, to);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The lines about one peer, as a journal of their own: a capture there shows no others. */
  private Path journalOf(Host peer) {
    String address = "\"address\":\"" + peer.address() + "\"";
    StringBuilder lines = new StringBuilder();
    try (var files = Files.list(kald.journal().dir())) {
      for (Path file : files.sorted().toList()) {
        for (String line : Files.readAllLines(file)) {
          if (!line.contains("\"event\":\"probe\"") || line.contains(address)) {
            lines.append(line).append('\n');
          }
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return Path.of(kald.host().write("journal-" + peer.name() + ".jsonl", lines.toString()));
  }

  private static boolean of(JournalEntry entry, Host peer) {
    return entry.event().equals("probe") && entry.text("address").equals(peer.address());
  }

  private static boolean left(JournalEntry probe) {
    return !probe.text("outcome").equals("not-probed");
  }

  private boolean excused(JournalEntry probe, Host peer) {
    return left(probe)
        && !probe.text("outcome").equals("answered")
        && unseen.stream().anyMatch(one -> one.holds(peer, probe.sentAtNanos()));
  }

  /** A time in which a peer's probes need not have been on the wire where it is captured. */
  record Unseen(Host peer, Fault from, Fault to) {
    private static final long EARLIER = Duration.ofMillis(500).toNanos();

    boolean holds(Host host, long atNanos) {
      return host == peer && atNanos >= from.fromNanos() - EARLIER && atNanos <= to.toNanos();
    }
  }
}
