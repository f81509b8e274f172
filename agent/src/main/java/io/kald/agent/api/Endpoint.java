package io.kald.agent.api;

import java.io.IOException;

/** Answers requests for one path. */
@FunctionalInterface
interface Endpoint {
  /** May throw {@link Request.BadRequest}; anything else it throws is a fault of ours. */
  Reply answer(Request request) throws IOException;
}
