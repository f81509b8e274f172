package io.kald.agent.timers;

import java.util.List;

/**
 * How a box keeps its connections.
 *
 * @param name what reports call it
 * @param tcpIdleNanos how long a TCP connection may be idle; 0: for ever
 * @param udpIdleNanos the same for UDP
 * @param pendingNanos how long the handshake may take; 0: only the idle timer counts
 * @param unidirectional whether the pending timer is switched off, as on a CSM's virtual server of
 *     that kind
 * @param keepsIdle whether an idle connection only becomes one that may be re-used, and lives until
 *     its place is wanted (CSS); else it is removed at once
 * @param ports idle timers of some server ports, the first that covers a port counts
 * @param entries places in the table; 0: no bound is known
 * @param entriesPerConnection places that one connection takes: 2 where each direction has its own
 */
public record TimerRules(
    String name,
    long tcpIdleNanos,
    long udpIdleNanos,
    long pendingNanos,
    boolean unidirectional,
    boolean keepsIdle,
    List<PortIdle> ports,
    long entries,
    int entriesPerConnection) {
  /** Refuses negative numbers, and a table without place for one connection. */
  public TimerRules {
    ports = List.copyOf(ports);
    if (tcpIdleNanos < 0 || udpIdleNanos < 0 || pendingNanos < 0) {
      throw new IllegalArgumentException(
          "timers: "
              + tcpIdleNanos
              + ", "
              + udpIdleNanos
              + ", "
              + pendingNanos
              + " (expected: >= 0)");
    }
    if (entriesPerConnection < 1 || (entries != 0 && entries < entriesPerConnection)) {
      throw new IllegalArgumentException(
          "entries: " + entries + " of " + entriesPerConnection + " each (expected: room for one)");
    }
  }

  /** The same box with another table. */
  public TimerRules withEntries(long other) {
    return new TimerRules(
        name,
        tcpIdleNanos,
        udpIdleNanos,
        pendingNanos,
        unidirectional,
        keepsIdle,
        ports,
        other,
        entriesPerConnection);
  }

  /** The same box when its table is always full: what is idle is re-used at once. */
  public TimerRules busy() {
    return new TimerRules(
        name,
        tcpIdleNanos,
        udpIdleNanos,
        pendingNanos,
        unidirectional,
        false,
        ports,
        entries,
        entriesPerConnection);
  }

  /** Connections that find place at once; {@link Long#MAX_VALUE} when no bound is known. */
  public long capacity() {
    return entries == 0 ? Long.MAX_VALUE : entries / entriesPerConnection;
  }

  /** How long a connection to that server port may be idle; 0: for ever. */
  public long idleNanos(int protocol, int serverPort) {
    for (PortIdle port : ports) {
      if (protocol == FlowKey.TCP && port.covers(serverPort)) {
        return port.idleNanos();
      }
    }
    return protocol == FlowKey.TCP ? tcpIdleNanos : udpIdleNanos;
  }

  /** Whether a connection must complete its handshake in time. UDP has none to complete. */
  boolean awaitsHandshake(int protocol) {
    return protocol == FlowKey.TCP && pendingNanos > 0 && !unidirectional;
  }

  /**
   * New TCP connections a second that the table can take for ever if each of them goes idle and is
   * never closed: places over idle time. 0 when no bound is known, or none is ever removed.
   */
  public double sustainablePerSecond() {
    return entries == 0 || tcpIdleNanos == 0 ? 0 : capacity() * 1e9 / tcpIdleNanos;
  }
}
