package io.kald.docker.lab;

import static org.assertj.core.api.Assertions.assertThat;

import io.kald.agent.store.JournalEntry;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/** Whether metrics and journal tell the same story. */
final class Agreement {
  /** How far behind events either may be. */
  private static final long BEHIND = Duration.ofMillis(500).toNanos();

  private static final List<String> NEVER =
      List.of(
          "kald_events_dropped_total",
          "kald_faults_total",
          "kald_journal_lines_lost_total",
          "kald_journal_write_failures_total");

  // deps
  private final Scrape scrape;
  private final Instant asked;
  private final List<JournalEntry> journal;

  /** Of metrics that were asked for at an instant, and the journal after its end. */
  Agreement(Scrape scrape, Instant asked, List<JournalEntry> journal) {
    this.scrape = scrape;
    this.asked = asked;
    this.journal = journal;
  }

  /** Of these services, whose transitions are known to be what they must be. */
  void hold(Map<String, List<String>> told) {
    for (String fault : NEVER) {
      assertThat(scrape.sum(fault, "")).as(fault).isZero();
    }
    told.forEach(this::states);
    told.keySet().forEach(this::counts);
  }

  private void states(String service, List<String> transitions) {
    String last = transitions.get(transitions.size() - 1);
    String state = last.substring(last.indexOf('>') + 1);
    String series = "kald_service_state{service=\"%s\",state=\"%s\"}".formatted(service, state);
    assertThat(scrape.value(series)).as(series).isEqualTo(1);
    assertThat(scrape.sum("kald_service_transitions_total", "service=\"" + service + "\""))
        .as("kald_service_transitions_total of %s", service)
        .isEqualTo(lines(e -> e.text("service").equals(service) && e.flag("counted")));
  }

  private void counts(String keepalive) {
    Predicate<JournalEntry> mine =
        e -> e.event().equals("probe") && e.text("keepalive").equals(keepalive);
    String label = "keepalive=\"" + keepalive + "\"";
    counted("kald_probes_total", label, mine);
    counted(
        "kald_probe_failures_total",
        label,
        mine.and(e -> outcome(e, "rejected") || outcome(e, "unanswered")));
    counted("kald_probes_not_probed_total", label, mine.and(e -> outcome(e, "not-probed")));
  }

  private static boolean outcome(JournalEntry entry, String outcome) {
    return entry.text("outcome").equals(outcome);
  }

  private void counted(String metric, String label, Predicate<JournalEntry> wanted) {
    long behind = Fault.nanos(asked) - BEHIND;
    long before = lines(wanted.and(e -> e.atNanos() < behind));
    assertThat(scrape.sum(metric, label))
        .as("%s of %s", metric, label)
        .isBetween(before, lines(wanted));
  }

  private long lines(Predicate<JournalEntry> wanted) {
    return journal.stream().filter(wanted).count();
  }
}
