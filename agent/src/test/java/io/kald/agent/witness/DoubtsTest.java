package io.kald.agent.witness;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class DoubtsTest {
  private final Doubts doubts = new Doubts();

  @Test
  void shouldTouchWhatOverlaps() {
    doubts.add(10, 20);
    assertThat(doubts.touch(0, 9)).isFalse();
    assertThat(doubts.touch(0, 10)).isTrue();
    assertThat(doubts.touch(20, 30)).isTrue();
    assertThat(doubts.touch(21, 30)).isFalse();
  }

  @Test
  void shouldForgetOnlyWhatIsOver() {
    doubts.add(10, 20);
    doubts.add(30, 40);
    doubts.forgetBefore(25);
    assertThat(doubts.touch(10, 20)).isFalse();
    assertThat(doubts.touch(35, 35)).isTrue();
  }

  @Test
  void shouldRatherDoubtTooMuchThanHoldSpansWithoutEnd() {
    for (int i = 0; i < 10_000; i++) {
      doubts.add(10L * i, 10L * i + 1);
    }
    assertThat(doubts.touch(0, 1)).isTrue();
    assertThat(doubts.touch(99_990, 99_991)).isTrue();
  }
}
