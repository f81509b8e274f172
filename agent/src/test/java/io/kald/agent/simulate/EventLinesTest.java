package io.kald.agent.simulate;

import static org.assertj.core.api.Assertions.assertThat;

import io.kald.agent.simulate.CucmEvent.Kind;
import io.kald.agent.text.LogWindow;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** How many lines phones can make. */
final class EventLinesTest {
  private final AtomicLong now = new AtomicLong(5);
  private final EventLines lines = new EventLines(now::get);

  @Test
  void shouldWriteTenLinesOfAKindAndCountTheOthers() {
    assertThat(written("cucm1", Kind.REGISTERED, 1_000)).isEqualTo(LogWindow.LINES);
    assertThat(written("cucm1", Kind.UNREADABLE, 11)).isEqualTo(LogWindow.LINES);
    assertThat(written("cucm2", Kind.REGISTERED, 3)).isEqualTo(3);
    assertThat(lines.ended(false)).isEmpty();

    now.addAndGet(TimeUnit.SECONDS.toNanos(LogWindow.SECONDS));
    assertThat(lines.ended(false))
        .containsExactlyInAnyOrder(
            "cucm1: 990 more registrations in 10 s",
            "cucm1: 1 more connection with what cannot be read in 10 s");
    assertThat(written("cucm1", Kind.REGISTERED, 12)).isEqualTo(LogWindow.LINES);
    assertThat(lines.ended(true)).containsExactly("cucm1: 2 more registrations in 10 s");
  }

  @Test
  void shouldWriteWhateverTheOperatorDoes() {
    for (int i = 0; i < 100; i++) {
      assertThat(lines.line("cucm1", new CucmEvent(null, "fault: hang")))
          .isEqualTo("cucm1: fault: hang");
    }
  }

  private int written(String node, Kind kind, int count) {
    int written = 0;
    for (int i = 0; i < count; i++) {
      written += lines.line(node, new CucmEvent(kind, "it happened")) == null ? 0 : 1;
    }
    return written;
  }
}
