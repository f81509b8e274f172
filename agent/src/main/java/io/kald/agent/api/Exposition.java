package io.kald.agent.api;

import io.kald.agent.http.Pieces;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Shows {@code /metrics}. Any thread. */
public interface Exposition {
  /** The type of the page for a request with this {@code Accept} header. */
  String contentType(@Nullable String accept);

  /** The metrics of these names, or all when there are none. */
  Pieces pieces(@Nullable String accept, Set<String> names);
}
