package io.kald.agent.flow;

import java.util.Set;

/**
 * Limits and rules of a flow table. All times are packet time.
 *
 * @param entries connections and echoes held at once, 1 or more; the one that was idle longest
 *     makes room for a new one
 * @param sccpPorts TCP ports of nodes
 * @param lingerNanos how long a closed connection or an answered echo waits for stragglers before
 *     it is told
 * @param handshakeNanos how long a handshake, or a connection closed by one side, may be silent
 *     before it is told; longer than the longest pause between a SYN and its repetition
 * @param echoNanos how long an echo is waited for
 * @param duplicateNanos within this time the same packet at another place is a copy; 0 for none
 */
public record FlowOptions(
    int entries,
    Set<Integer> sccpPorts,
    long lingerNanos,
    long handshakeNanos,
    long echoNanos,
    long duplicateNanos) {
  private static final long MILLI = 1_000_000;
  private static final long SECOND = 1000 * MILLI;

  /** A million entries; SCCP on port 2000. */
  public static final FlowOptions USUAL =
      new FlowOptions(1_000_000, Set.of(2000), 500 * MILLI, 75 * SECOND, 30 * SECOND, MILLI);

  /** Refuses a table without room, and copies. */
  public FlowOptions {
    if (entries < 1) {
      throw new IllegalArgumentException("entries: " + entries + " (expected: >= 1)");
    }
    sccpPorts = Set.copyOf(sccpPorts);
  }

  /** The same with another bound. */
  public FlowOptions withEntries(int count) {
    return new FlowOptions(
        count, sccpPorts, lingerNanos, handshakeNanos, echoNanos, duplicateNanos);
  }

  /** The same with other ports for SCCP. */
  public FlowOptions withSccpPorts(Set<Integer> ports) {
    return new FlowOptions(entries, ports, lingerNanos, handshakeNanos, echoNanos, duplicateNanos);
  }
}
