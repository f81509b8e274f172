package io.kald.docker.lab;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kald.agent.store.JournalEntry;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A scenario must fail when metrics and journal differ. */
class AgreementTest {
  private static final String PAGE =
      """
      # HELP kald_probes_total Probes finished.
      kald_probes_total{keepalive="web",probe="tcp"} 2.0
      kald_probe_failures_total{keepalive="web",probe="tcp",reason="refused"} 1.0
      kald_service_state{service="web",state="alive"} 0
      kald_service_state{service="web",state="dying"} 1
      kald_service_transitions_total{service="web"} 1.0
      kald_events_dropped_total{sink="journal"} 0.0
      """;

  private static final List<JournalEntry> JOURNAL =
      List.of(
          new JournalEntry(1, 1, 1, "probe", Map.of("keepalive", "web", "outcome", "answered")),
          new JournalEntry(1, 1, 1, "transition", Map.of("service", "web", "counted", true)),
          new JournalEntry(2, 2, 2, "probe", Map.of("keepalive", "web", "outcome", "rejected")),
          new JournalEntry(2, 2, 2, "transition", Map.of("service", "web", "counted", false)));

  @Test
  void shouldTakeTheSameStory() {
    assertThatCode(() -> hold(PAGE)).doesNotThrowAnyException();
  }

  @Test
  void shouldTellWhatDiffers() {
    differs("kald_probes_total{keepalive=\"web\",probe=\"tcp\"} 3.0", "kald_probes_total");
    differs("kald_probes_total{keepalive=\"web\",probe=\"tcp\"} 1.0", "kald_probes_total");
    differs(
        "kald_probe_failures_total{keepalive=\"web\",probe=\"tcp\",reason=\"refused\"} 0.0",
        "kald_probe_failures_total");
    differs("kald_service_state{service=\"web\",state=\"dying\"} 0", "kald_service_state");
    differs("kald_service_transitions_total{service=\"web\"} 2.0", "transitions_total");
    differs("kald_events_dropped_total{sink=\"journal\"} 1.0", "kald_events_dropped_total");
  }

  private static void differs(String line, String told) {
    String series = line.substring(0, line.indexOf(' ')) + " ";
    String page = PAGE.lines().map(old -> old.startsWith(series) ? line : old).toList().toString();
    String lines = page.substring(1, page.length() - 1).replace(", ", "\n");
    assertThatThrownBy(() -> hold(lines)).as(line).hasMessageContaining(told);
  }

  private static void hold(String page) {
    new Agreement(Scrape.parse(page), Instant.now(), JOURNAL)
        .hold(Map.of("web", List.of("unknown->alive", "alive->dying")));
  }
}
