package io.kald.agent.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Who is refused again and again. */
class RefusalsTest {
  private static final Client ONE = new Client("192.0.2.1");
  private static final Client OTHER = new Client("192.0.2.2");

  private final Refusals refusals = new Refusals();

  @Test
  void shouldCountEachClientWithinTenSeconds() {
    for (int i = 0; i < Refusals.FREE; i++) {
      refusals.add(ONE, second(i));
    }
    assertThat(refusals.many(ONE, second(5))).isFalse();
    refusals.add(ONE, second(5));
    assertThat(refusals.many(ONE, second(9))).isTrue();
    assertThat(refusals.many(OTHER, second(9))).isFalse();
    assertThat(refusals.many(ONE, second(10))).isFalse();
    refusals.add(ONE, second(11));
    assertThat(refusals.many(ONE, second(11))).isFalse();
  }

  @Test
  void shouldForgetWhoWasFirstWhenThereAreManyClients() {
    for (int i = 0; i <= Refusals.FREE; i++) {
      refusals.add(ONE, second(0));
    }
    for (int i = 0; i < 1023; i++) {
      refusals.add(new Client("client " + i), second(0));
    }
    assertThat(refusals.many(ONE, second(1))).isTrue();
    refusals.add(OTHER, second(0));
    assertThat(refusals.many(ONE, second(1))).isFalse();
  }

  private static long second(long second) {
    return TimeUnit.SECONDS.toNanos(second);
  }
}
