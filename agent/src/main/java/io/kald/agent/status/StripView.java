package io.kald.agent.status;

/**
 * The last results of a keepalive, oldest first: one letter, one letter and one number for each.
 * Immutable.
 */
public final class StripView {
  private final String outcomes;
  private final String states;
  private final long[] rttMicros;

  StripView(String outcomes, String states, long[] rttMicros) {
    this.outcomes = outcomes;
    this.states = states;
    this.rttMicros = rttMicros;
  }

  /**
   * {@code a} answered, {@code r} rejected, {@code u} unanswered, {@code n} not probed, {@code s}
   * skipped.
   */
  public String outcomes() {
    return outcomes;
  }

  /**
   * The state after each result: {@code a} alive, {@code d} dying, {@code x} down, {@code s}
   * suspended, {@code ?} unknown.
   */
  public String states() {
    return states;
  }

  /** How many results there are, 0 to 60. */
  public int size() {
    return rttMicros.length;
  }

  /** Round trip time in microseconds, within 5 %; -1 when none was measured. */
  public long rttMicros(int index) {
    return rttMicros[index];
  }
}
