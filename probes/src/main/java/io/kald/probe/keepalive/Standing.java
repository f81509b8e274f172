package io.kald.probe.keepalive;

/** A state and what it rests on. */
public record Standing(State state, Evidence evidence) {
  /**
   * The word shown to people and scraped by Prometheus: the state, or {@code unknown} while nothing
   * is known. A CSS would show DOWN there; kald does not call a server down that it has not asked.
   */
  public String word() {
    return known() ? state.word() : "unknown";
  }

  /** Whether anybody may be told. */
  public boolean known() {
    return evidence != Evidence.NONE || state == State.SUSPENDED;
  }
}
