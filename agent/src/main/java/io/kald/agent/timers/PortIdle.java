package io.kald.agent.timers;

/**
 * An idle timer of some server ports.
 *
 * @param first first port, 0 to 65535
 * @param last last port, not below the first
 * @param idleNanos how long a connection may be idle; 0: for ever
 */
public record PortIdle(int first, int last, long idleNanos) {
  private static final int MAX_PORT = 65_535;

  /** Refuses what is no range, and negative times. */
  public PortIdle {
    if (first < 0 || last > MAX_PORT || first > last) {
      throw new IllegalArgumentException(
          "ports: " + first + "-" + last + " (expected: a range within 0 ~ 65535)");
    }
    if (idleNanos < 0) {
      throw new IllegalArgumentException("idleNanos: " + idleNanos + " (expected: >= 0)");
    }
  }

  boolean covers(int port) {
    return first <= port && port <= last;
  }
}
