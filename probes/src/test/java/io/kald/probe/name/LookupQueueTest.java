package io.kald.probe.name;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.embedded.EmbeddedChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class LookupQueueTest {
  private final EmbeddedChannel time = new EmbeddedChannel();
  private final List<String> begun = new ArrayList<>();

  @Test
  void shouldBeginAtMostSoManyAtOnceAndTheNextWhenOneEnds() {
    LookupQueue queue = new LookupQueue(time.eventLoop(), 2, 1, 100);
    add(queue, false, "a", "b", "c");
    assertThat(begun).containsExactly("a", "b");
    queue.ended(false);
    assertThat(begun).containsExactly("a", "b", "c");
  }

  @Test
  void shouldLetNamesThatStalledKeepNobodyWaiting() {
    LookupQueue queue = new LookupQueue(time.eventLoop(), 3, 2, 100);
    add(queue, true, "s1", "s2", "s3");
    assertThat(begun).containsExactly("s1", "s2");
    add(queue, false, "good");
    assertThat(begun).containsExactly("s1", "s2", "good");
    queue.ended(false);
    add(queue, false, "again");
    assertThat(begun).endsWith("again");
    queue.ended(true);
    assertThat(begun).endsWith("s3");
  }

  @Test
  void shouldNotBeginMoreThanAReceiveBufferHolds() {
    time.freezeTime();
    LookupQueue queue = new LookupQueue(time.eventLoop(), 100, 100, 3);
    for (int i = 0; i < 8; i++) {
      add(queue, false, "n" + i);
    }
    assertThat(begun).hasSize(3);
    turn();
    assertThat(begun).hasSize(6);
    turn();
    assertThat(begun).hasSize(8);
  }

  private void turn() {
    time.advanceTimeBy(10, TimeUnit.MILLISECONDS);
    time.runScheduledPendingTasks();
  }

  private void add(LookupQueue queue, boolean stalled, String... names) {
    for (String name : names) {
      queue.add(stalled, () -> begun.add(name));
    }
  }
}
