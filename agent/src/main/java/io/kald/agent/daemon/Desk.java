package io.kald.agent.daemon;

import io.kald.probe.time.NanoClock;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Where signals and the admin port leave what only the main thread may do. Any thread may ask; one
 * serves.
 */
final class Desk {
  private static final Runnable CLOSED = Desk::nothing;

  private final BlockingQueue<Runnable> requests = new LinkedBlockingQueue<>();

  /** Has the main thread work out an answer. */
  <R> CompletableFuture<R> ask(Supplier<R> question) {
    CompletableFuture<R> answer = new CompletableFuture<>();
    requests.add(() -> answer(question, answer));
    return answer;
  }

  /** Ends {@link #serve} once everything asked before is answered. */
  void close() {
    requests.add(CLOSED);
  }

  /**
   * Answers until {@link #close}, or for {@code nanos} at most.
   *
   * @return whether it was closed
   */
  boolean serve(long nanos, NanoClock clock) throws InterruptedException {
    long end = clock.nanoTime() + nanos;
    while (true) {
      Runnable request = requests.poll(end - clock.nanoTime(), TimeUnit.NANOSECONDS);
      if (request == null || request == CLOSED) {
        return request != null;
      }
      request.run();
    }
  }

  private static void nothing() {
    // Stands for the end; never run.
  }

  private static <R> void answer(Supplier<R> question, CompletableFuture<R> answer) {
    try {
      answer.complete(question.get());
    } catch (RuntimeException e) {
      answer.completeExceptionally(e);
    }
  }
}
