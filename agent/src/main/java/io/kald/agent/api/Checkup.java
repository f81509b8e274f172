package io.kald.agent.api;

import io.kald.agent.http.Worker;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Asks how late the schedule is, on a thread of its own: a loop that stands still keeps that thread
 * waiting and nobody else. Whoever asks meanwhile gets the next answer together. Any thread.
 */
final class Checkup implements AutoCloseable {
  // deps
  private final LongSupplier behindNanos;
  private final Worker worker = new Worker("kald-api-health", false);

  // state
  private @Nullable CompletableFuture<Long> next;

  Checkup(LongSupplier behindNanos) {
    this.behindNanos = behindNanos;
  }

  /** Nanoseconds that the schedule is late by, looked at from now on. */
  synchronized CompletionStage<Long> behind() {
    CompletableFuture<Long> answer = next;
    if (answer == null) {
      answer = new CompletableFuture<>();
      next = answer;
      worker.execute(this::look);
    }
    return answer;
  }

  @Override
  public void close() {
    worker.close();
  }

  private synchronized @Nullable CompletableFuture<Long> take() {
    CompletableFuture<Long> asked = next;
    next = null;
    return asked;
  }

  private void look() {
    CompletableFuture<Long> asked = take();
    if (asked != null) {
      asked.completeAsync(behindNanos::getAsLong, Runnable::run);
    }
  }
}
