package io.kald.agent.daemon;

import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One request to the main thread that many make: whoever asks before it has begun gets the same
 * answer, so that at most two of it exist. Any thread.
 */
final class SharedRequest<R> {
  // deps
  private final Desk desk;
  private final Supplier<R> question;

  // state
  private @Nullable CompletableFuture<R> waiting;

  SharedRequest(Desk desk, Supplier<R> question) {
    this.desk = desk;
    this.question = question;
  }

  synchronized CompletableFuture<R> ask() {
    CompletableFuture<R> answer = waiting;
    if (answer == null) {
      answer = desk.ask(this::begin);
      waiting = answer;
    }
    return answer;
  }

  private R begin() {
    synchronized (this) {
      waiting = null;
    }
    return question.get();
  }
}
