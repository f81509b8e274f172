package io.kald.agent.api;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Writes {@code /metrics}. Any thread. */
public interface Exposition {
  /** The type of the page for a request with this {@code Accept} header. */
  String contentType(@Nullable String accept);

  /** Writes the metrics of these names, or all when there are none. */
  void write(@Nullable String accept, Set<String> names, OutputStream out) throws IOException;
}
