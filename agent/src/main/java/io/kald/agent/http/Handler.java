package io.kald.agent.http;

import java.io.IOException;
import java.util.concurrent.CompletionStage;

/** Answers the requests of one route. Called on the event loop, which it must not hold up. */
@FunctionalInterface
public interface Handler {
  /**
   * Begins to answer.
   *
   * @return completed by any thread; with {@link Request.BadRequest} for a mistake of the client,
   *     with anything else for a fault of ours
   */
  CompletionStage<Reply> answer(Request request) throws IOException;
}
