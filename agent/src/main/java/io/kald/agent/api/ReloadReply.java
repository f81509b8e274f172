package io.kald.agent.api;

import java.util.List;

/**
 * What came of reading the configuration again.
 *
 * @param summary one line for whoever asked: {@code 3 keepalives added, 1 removed, 96 unchanged}
 * @param problems why nothing was changed; empty when it was taken
 */
public record ReloadReply(String summary, List<String> problems) {
  /** Takes a copy of the list. */
  public ReloadReply {
    problems = List.copyOf(problems);
  }
}
