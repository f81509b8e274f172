package io.kald.agent.http;

import java.io.IOException;

/** An answer that takes a while to work out. */
@FunctionalInterface
public interface Answer {
  /** May throw {@link Request.BadRequest}; anything else it throws is a fault of ours. */
  Reply to(Request request) throws IOException;
}
