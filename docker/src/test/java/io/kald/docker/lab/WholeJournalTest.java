package io.kald.docker.lab;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kald.agent.store.JournalEntry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A scenario must fail when its journal has a hole. F is 1 s, R is 0.5 s. */
class WholeJournalTest {
  private final List<JournalEntry> entries = new ArrayList<>();

  @Test
  void shouldTakeOneWithoutAHole() {
    whole();
    assertThatCode(this::hold).doesNotThrowAnyException();
  }

  @Test
  void shouldTellOfAProbeThatIsMissingWhileAlive() {
    whole();
    entries.remove(4);
    assertThatThrownBy(this::hold).hasMessageContaining("probes of web were due");
  }

  @Test
  void shouldTellOfAProbeThatIsMissingWhileDying() {
    whole();
    entries.remove(6);
    assertThatThrownBy(this::hold).hasMessageContaining("probes of web were due");
  }

  @Test
  void shouldTakeSlotsThatWereSleptThroughWhenTheyAreTold() {
    whole();
    JournalEntry missing = entries.remove(4);
    Map<String, Object> slept = Map.of("keepalive", "web", "count", 1L);
    entries.add(4, new JournalEntry(missing.atNanos(), 0, 0, "skipped", slept));
    assertThatCode(this::hold).doesNotThrowAnyException();
  }

  @Test
  void shouldTellOfLinesThatWereLost() {
    whole();
    entries.add(3, new JournalEntry(0, 0, 0, "lost", Map.of("lines", 2L)));
    assertThatThrownBy(this::hold).hasMessageContaining("lines lost");
  }

  @Test
  void shouldTellOfAMissingEndOrBeginning() {
    whole();
    entries.remove(entries.size() - 1);
    assertThatThrownBy(this::hold).hasMessageContaining("the end");
    entries.remove(0);
    assertThatThrownBy(this::hold).hasMessageContaining("the first line");
  }

  /** The second probe takes its place in the period; two fail, and it is well again. */
  private void whole() {
    event("start");
    probe(0, "alive");
    probe(1700, "alive");
    probe(2700, "alive");
    probe(3700, "alive");
    probe(4700, "dying");
    probe(5200, "dying");
    probe(5700, "alive");
    probe(6700, "alive");
    event("stop");
  }

  private void event(String name) {
    entries.add(new JournalEntry(0, 0, 0, name, Map.of()));
  }

  private void probe(long dueMillis, String state) {
    long due = Duration.ofMillis(dueMillis).toNanos();
    entries.add(
        new JournalEntry(
            due,
            due,
            due,
            "probe",
            Map.of("keepalive", "web", "kind", "tcp", "due_mono", due, "state", state)));
  }

  private void hold() {
    new WholeJournal(entries, Timing.USUAL).hold();
  }
}
