package io.kald.docker.lab;

import static org.assertj.core.api.Assertions.assertThat;

import io.kald.agent.store.JournalEntry;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Whether nothing is missing from a journal. Its lines carry no numbers, but the schedule is
 * arithmetic: each probe is due one interval after the one before, so a line that is lost leaves a
 * hole that can be told from a wait. With its first answer a keepalive moves to its own place in
 * the period, anywhere within the next interval.
 */
final class WholeJournal {
  private static final long NANOS_OF_MILLI = 1_000_000;

  /** A tick of the wheel, and the rounding of what is written. */
  private static final long ROUNDING = Duration.ofMillis(50).toNanos();

  // deps
  private final List<JournalEntry> entries;
  private final Timing timing;

  // state
  private final Map<String, JournalEntry> last = new HashMap<>();
  private final Map<String, Long> skipped = new HashMap<>();
  private final Set<String> placed = new HashSet<>();

  WholeJournal(List<JournalEntry> entries, Timing timing) {
    this.entries = entries;
    this.timing = timing;
  }

  void hold() {
    assertThat(entries.get(0).event()).as("the first line").isEqualTo("start");
    // A probe that was on its way may still end after it.
    assertThat(entries).as("the end").anyMatch(entry -> entry.event().equals("stop"));
    assertThat(entries).as("lines lost").noneMatch(entry -> entry.event().equals("lost"));
    for (JournalEntry entry : entries) {
      if (entry.text("kind").equals("sccp")) {
        continue; // A phone's schedule is its node's to say.
      }
      switch (entry.event()) {
        // Another run counts from another origin, and its monotonic clock may be another.
        case "start" -> last.clear();
        case "configured" -> last.remove(entry.text("keepalive"));
        case "skipped" ->
            skipped.merge(entry.text("keepalive"), entry.number("count", 0), Long::sum);
        case "probe" -> follows(entry, last.put(entry.text("keepalive"), entry));
        default -> {}
      }
    }
  }

  private void follows(JournalEntry probe, @Nullable JournalEntry before) {
    String keepalive = probe.text("keepalive");
    long slept = orZero(skipped.remove(keepalive));
    if (before == null) {
      placed.remove(keepalive);
      return;
    }
    boolean alive = before.text("state").equals("alive");
    long interval = (alive ? timing.frequency() : timing.retry()).toNanos();
    long place = alive && placed.add(keepalive) ? interval - ROUNDING : 0;
    // A probe that ends after its interval, or is seen late to have ended, is followed at once.
    long took = before.monoNanos() - before.number("due_mono", 0);
    long most = Math.max(interval, took) + place + slept * timing.frequency().toNanos() + ROUNDING;
    long gap = probe.number("due_mono", 0) - before.number("due_mono", 0);
    assertThat(gap / NANOS_OF_MILLI)
        .as("ms between the times two probes of %s were due: %s, then %s", keepalive, before, probe)
        .isLessThanOrEqualTo(most / NANOS_OF_MILLI);
  }

  private static long orZero(@Nullable Long count) {
    return count == null ? 0 : count;
  }
}
