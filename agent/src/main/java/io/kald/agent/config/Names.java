package io.kald.agent.config;

import static io.kald.agent.config.ProbeKeys.NAME;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The names of keepalives, services and phones, no two of which are the same. */
final class Names {
  private final Map<String, Node> taken = new HashMap<>();

  /** The section's name, when it is there, well formed and nobody else's. */
  @Nullable String claim(Section in, Node node) {
    String name = in.optional(NAME);
    return name != null && claim(in, node, name) ? name : null;
  }

  /** Whether a name that is made of the section's is nobody else's. */
  boolean claim(Section in, Node node, String name) {
    Node first = taken.putIfAbsent(name, node);
    if (first != null) {
      in.problem(
          NAME, name + " is taken: see line " + first.line() + " (expected: a name of its own)");
      return false;
    }
    return true;
  }
}
