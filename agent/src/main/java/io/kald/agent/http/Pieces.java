package io.kald.agent.http;

import java.io.IOException;
import java.io.OutputStream;

/**
 * The body of a reply, made a piece at a time while the client reads: a reply of any size holds one
 * piece. Used by one thread at a time, never by the event loop.
 */
@FunctionalInterface
public interface Pieces {
  /**
   * Writes the next piece, of some kilobytes.
   *
   * @return whether there may be more
   * @throws IOException never for the client's sake: {@code out} is memory
   */
  boolean next(OutputStream out) throws IOException;
}
