package io.kald.agent.api;

import java.util.List;

/**
 * What came of reading the configuration again.
 *
 * @param summary one line for whoever asked: {@code 3 keepalives added, 0 changed, 1 removed, 96
 *     unchanged: 99 services on 99 keepalives}
 * @param notes what they should know all the same, such as what takes effect at the next start
 * @param problems why nothing was changed; empty when it was taken
 */
public record ReloadReply(String summary, List<String> notes, List<String> problems) {
  /** Takes copies of the lists. */
  public ReloadReply {
    notes = List.copyOf(notes);
    problems = List.copyOf(problems);
  }
}
