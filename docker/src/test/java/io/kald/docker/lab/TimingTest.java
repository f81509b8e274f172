package io.kald.docker.lab;

import static org.assertj.core.api.Assertions.assertThat;

import io.kald.docker.lab.Timing.How;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** What follows from frequency 5 s, retryperiod 2 s, maxfailure 3, timeout 4 s, less the slack. */
class TimingTest {
  private static final Timing TIMING =
      new Timing(Duration.ofSeconds(5), Duration.ofSeconds(2), 3, Duration.ofSeconds(4));

  @Test
  void shouldBoundWhatIsRejectedByStartsOfProbes() {
    assertThat(TIMING.dying(How.REJECTED)).isEqualTo(window(0, 5));
    Window down = window(4, 9);
    assertThat(TIMING.down(How.REJECTED))
        .isEqualTo(new Window(down.least().minus(Timing.ON_ITS_WAY), down.most()));
    assertThat(TIMING.back(How.REJECTED)).isEqualTo(window(0, 6));
  }

  /** A retry does not start before the probe before it has ended. */
  @Test
  void shouldBoundWhatIsSilentByTimeouts() {
    assertThat(TIMING.dying(How.SILENT)).isEqualTo(window(0, 9));
    assertThat(TIMING.down(How.SILENT)).isEqualTo(window(8, 17));
    assertThat(TIMING.back(How.SILENT)).isEqualTo(window(0, 8));
  }

  @Test
  void shouldHoldBothEndsOfAWindow() {
    Window window = window(4, 9);
    assertThat(window.holds(Duration.ofMillis(3_999))).isFalse();
    assertThat(window.holds(Duration.ofSeconds(4))).isTrue();
    assertThat(window.holds(window.most())).isTrue();
    assertThat(window.holds(window.most().plusNanos(1))).isFalse();
  }

  private static Window window(long least, long most) {
    return new Window(Duration.ofSeconds(least), Duration.ofSeconds(most).plus(Timing.SLACK));
  }
}
