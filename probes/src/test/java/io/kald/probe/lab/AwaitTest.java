package io.kald.probe.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class AwaitTest {
  private static final Duration NONE = Duration.ZERO;

  @Test
  void shouldLookAgainUntilItHolds() {
    AtomicInteger looked = new AtomicInteger();
    Await.until("the third time", () -> looked.incrementAndGet() == 3);
    assertThat(looked).hasValue(3);
    assertThat(Await.value("a fifth", looked::incrementAndGet, n -> n == 5)).isEqualTo(5);
  }

  @Test
  void shouldLookOnceAtLeastAndFailWithWhatThereIs() {
    List<String> seen = new CopyOnWriteArrayList<>();
    assertThatThrownBy(() -> Await.until("rain", NONE, () -> !seen.add("sun"), seen))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("rain")
        .hasMessageContaining("[sun]");
    assertThatThrownBy(() -> Await.value("more", NONE, () -> 7, n -> n > 7))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("more; there is: 7");
  }

  @Test
  void shouldFailWhenItCannotLook() {
    assertThatThrownBy(
            () ->
                Await.until(
                    "a file",
                    () -> {
                      throw new IOException("no such file");
                    }))
        .isInstanceOf(AssertionError.class)
        .hasRootCauseMessage("no such file");
  }
}
