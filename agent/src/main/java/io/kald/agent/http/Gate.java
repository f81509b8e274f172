package io.kald.agent.http;

import org.jspecify.annotations.Nullable;

/** Decides whether a request is answered at all. Called on the event loop. */
@FunctionalInterface
public interface Gate {
  /** The refusal, or null: the request may pass. */
  @Nullable Reply refusal(Request request, Access access);
}
