package io.kald.agent.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.kald.probe.time.ManualTime;
import io.kald.probe.time.WallClock;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class TimeAnchorTest {
  private static final long PAUSE = TimeUnit.MILLISECONDS.toNanos(300);

  private final ManualTime time = new ManualTime();

  /** A busy machine takes the processor away between two readings. */
  @Test
  void shouldReadBothClocksAgainWhenSomethingCameBetweenThem() {
    TimeAnchor anchor = TimeAnchor.of(time, interrupted(2));

    assertThat(anchor.epochNanos(time.nanoTime())).isEqualTo(time.epochNanos());
  }

  @Test
  void shouldTakeWhatItHasWhereEveryReadingIsInterrupted() {
    TimeAnchor anchor = TimeAnchor.of(time, interrupted(Integer.MAX_VALUE));

    assertThat(time.epochNanos() - anchor.epochNanos(time.nanoTime())).isBetween(-PAUSE, PAUSE);
  }

  /** The first readings of the date take a while before the date is read. */
  private WallClock interrupted(int times) {
    AtomicInteger left = new AtomicInteger(times);
    return () -> {
      if (left.getAndDecrement() > 0) {
        time.advance(PAUSE);
      }
      return Instant.ofEpochSecond(0, time.epochNanos());
    };
  }
}
