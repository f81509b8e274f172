package io.kald.probe.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.kald.probe.time.NanoClock;
import io.netty.channel.EventLoop;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class LoopsTest {
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void shouldRunNamedDaemonThreads(boolean nativeWanted) throws Exception {
    try (Loops loops = Loops.start("kald-test", 2, nativeWanted)) {
      assertThat(loops.all()).hasSize(2);
      Thread thread = loops.all().get(1).submit(Thread::currentThread).get(10, TimeUnit.SECONDS);
      assertThat(thread.getName()).matches("kald-test-[12]");
      assertThat(thread.isDaemon()).isTrue();
    }
  }

  @Test
  void shouldMissNothingOnEpoll() {
    assumeTrue(Loops.nativeAvailable(), "not run: needs 64-bit Linux");
    try (Loops loops = Loops.start("kald-test", 1, true)) {
      assertThat(loops.transport()).isEqualTo("epoll");
      assertThat(loops.missing()).isEmpty();
    }
  }

  @Test
  void shouldSayWhatNioLacksAndWhy() {
    try (Loops loops = Loops.start("kald-test", 1, false)) {
      assertThat(loops.transport()).isEqualTo("nio");
      assertThat(loops.missing())
          .hasSizeGreaterThan(3)
          .allSatisfy(sentence -> assertThat(sentence).endsWith("."));
    }
  }

  @Test
  void shouldRunTimersByTheGivenClock() throws Exception {
    try (Loops loops = Loops.start("kald-test", 1, true)) {
      EventLoop loop = loops.all().get(0);
      EventLoopTimers timers = new EventLoopTimers(loop, NanoClock.SYSTEM);
      CompletableFuture<Long> ran = new CompletableFuture<>();
      long due = timers.nanoTime() + TimeUnit.MILLISECONDS.toNanos(5);
      // On the loop, so that none can fire before it is cancelled.
      loop.execute(
          () -> {
            timers.runAt(due, () -> ran.completeExceptionally(new AssertionError("ran"))).cancel();
            timers.runAt(due, () -> ran.complete(timers.nanoTime()));
          });
      assertThat(ran.get(10, TimeUnit.SECONDS) - due).isNotNegative();
    }
  }

  @Test
  void shouldSeeTheDescriptorsOfThisProcess() {
    assumeTrue(Libc.available(), "not run: needs 64-bit Linux");
    Descriptors now = Descriptors.now();
    assertThat(now.open()).isPositive();
    assertThat(now.soft()).isGreaterThan(now.open()).isLessThanOrEqualTo(now.hard());
    assertThat(new Descriptors(1024, 4096, 100).budget(24)).isEqualTo(900);
    assertThat(new Descriptors(100, 4096, 99).budget(24)).isZero();
  }
}
