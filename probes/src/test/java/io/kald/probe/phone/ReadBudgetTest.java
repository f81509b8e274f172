package io.kald.probe.phone;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReadBudgetTest {
  private static final long SECOND = 1_000_000_000L;

  @ParameterizedTest
  @ValueSource(longs = {0, -5 * SECOND, Long.MIN_VALUE / 2, Long.MAX_VALUE - 100})
  void shouldAllowItsMessagesAtOnceAndThenSoManyASecond(long now) {
    ReadBudget budget = new ReadBudget(now);
    for (int i = 0; i < ReadBudget.MESSAGES; i++) {
      assertThat(budget.message(now)).isTrue();
    }
    for (int i = 0; i < ReadBudget.MESSAGES_PER_SECOND; i++) {
      assertThat(budget.message(now + SECOND)).isTrue();
    }
    assertThat(budget.message(now + SECOND)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(longs = {0, -5 * SECOND, Long.MIN_VALUE / 2, Long.MAX_VALUE - 100})
  void shouldAllowItsBytesAtOnceAndThenSoManyASecond(long now) {
    ReadBudget budget = new ReadBudget(now);
    assertThat(budget.bytes(ReadBudget.BYTES, now)).isTrue();
    assertThat(budget.bytes(ReadBudget.BYTES_PER_SECOND, now + SECOND)).isTrue();
    assertThat(budget.bytes(2, now + SECOND)).isFalse();
  }
}
