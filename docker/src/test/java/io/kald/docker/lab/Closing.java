package io.kald.docker.lab;

import static org.assertj.core.api.Assertions.assertThat;

import io.kald.agent.store.JournalEntry;
import io.kald.probe.lab.Await;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

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
    new Agreement(scrape, asked, lastRun(journal)).hold(told);
    Await.value(
        "a second has passed",
        () -> System.currentTimeMillis(),
        now -> now > stopped.plus(AFTER_THE_LAST).toEpochMilli());
    for (Capture capture : captures) {
      boolean whole = !capture.ended();
      audit(capture.peer(), audited(capture, capture.end()), whole ? journal : List.of());
    }
  }

  /** The same when lines were lost: each that is there is true, and those lost are counted. */
  void holdWithLosses(List<Capture> captures) {
    Scrape scrape = kald.scrape();
    kald.stop();
    List<JournalEntry> journal = kald.journal().entries();
    long lost = journal.stream().mapToLong(entry -> entry.number("lines", 0)).sum();
    assertThat(scrape.sum("kald_journal_lines_lost_total", ""))
        .as("lines lost, by metrics and by the journal")
        .isPositive()
        .isEqualTo(lost);
    assertThat(scrape.sum("kald_events_dropped_total", "")).as("events dropped").isZero();
    assertThat(scrape.sum("kald_faults_total", "")).as("faults of kald").isZero();
    long probes = journal.stream().filter(entry -> entry.event().equals("probe")).count();
    assertThat(scrape.sum("kald_probes_total", "")).as("probes").isBetween(probes, probes + lost);
    for (Capture capture : captures) {
      Audited audited = audited(capture, capture.end());
      assertThat(audited.count("confirmed")).as("%s", audited).isEqualTo(audited.count("probes"));
      assertThat(audited.count("unrecorded")).as("%s", audited).isLessThanOrEqualTo(lost);
    }
  }

  /** Counters begin anew with the process. */
  private static List<JournalEntry> lastRun(List<JournalEntry> journal) {
    int last = 0;
    for (int i = 0; i < journal.size(); i++) {
      last = journal.get(i).event().equals("start") ? i : last;
    }
    return journal.subList(last, journal.size());
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

  private Audited audited(Capture capture, Path wire) {
    Host home = kald.host();
    Path lines = journalOf(capture.peer());
    List<String> words = new ArrayList<>(home.kald());
    Path there = home.dir().resolve("audited-" + capture.peer().name() + ".pcap");
    copy(wire, there);
    words.addAll(
        List.of("audit", there.toString(), "--journal", lines.toString(), "--output", "json"));
    Result result = home.ask(words.toArray(String[]::new));
    assertThat(result.code()).as(result.output()).isLessThan(2);
    return Audited.parse(result.output());
  }

  /**
   * Every line about a peer must be confirmed.
   *
   * @param journal empty when the capture ended before the journal did
   */
  private void audit(Host peer, Audited audited, List<JournalEntry> journal) {
    List<JournalEntry> sent = journal.stream().filter(e -> of(e, peer) && left(e)).toList();
    long excused = sent.stream().filter(e -> excused(e, peer)).count();
    long probes = sent.isEmpty() ? audited.count("probes") : sent.size();
    assertThat(audited.count("probes")).as("audited probes: %s", audited).isEqualTo(probes);
    assertThat(probes).as("audited probes").isPositive();
    // What is excused may have left later, or never, or be too near to the beginning to be judged.
    assertThat(audited.count("confirmed"))
        .as("confirmed, %s excused: %s", excused, audited)
        .isBetween(probes - excused, probes);
    // A probe on its way when kald was killed has no line: one of each service at most.
    assertThat(audited.count("unrecorded"))
        .as("%s", audited)
        .isLessThanOrEqualTo(kills(journal) * told.size() + excused);
  }

  private static long kills(List<JournalEntry> journal) {
    long starts = journal.stream().filter(e -> e.event().equals("start")).count();
    return Math.max(0, starts - 1);
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
    Pattern node = Pattern.compile("\"node\":\"" + Pattern.quote(peer.address()) + "[\":]");
    StringBuilder lines = new StringBuilder();
    try (var files = Files.list(kald.journal().dir())) {
      for (Path file : files.sorted().toList()) {
        for (String line : Files.readAllLines(file)) {
          boolean probe = line.contains("\"event\":\"probe\"");
          boolean keepAlive = line.contains("\"event\":\"sccp-keepalive\"");
          if (probe ? line.contains(address) : !keepAlive || node.matcher(line).find()) {
            lines.append(line).append('\n');
          }
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return Path.of(kald.host().write("journal-" + peer.name() + ".jsonl", lines.toString()));
  }

  /** A phone's KeepAlives have lines of their own beside those of its probes. */
  private static boolean of(JournalEntry entry, Host peer) {
    return switch (entry.event()) {
      case "probe" ->
          !entry.text("kind").equals("sccp") && entry.text("address").equals(peer.address());
      case "sccp-keepalive" -> (entry.text("node") + ":").startsWith(peer.address() + ":");
      default -> false;
    };
  }

  private static boolean left(JournalEntry probe) {
    return !probe.text("outcome").equals("not-probed");
  }

  private boolean excused(JournalEntry probe, Host peer) {
    return left(probe)
        && !probe.text("outcome").equals("answered")
        && !probe.text("verdict").equals("sccp-acked")
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
