package io.kald.probe.tcp;

import io.kald.probe.PortRange;
import io.kald.probe.kind.PortListener;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The source ports of one target: which is next, which are ill, how many are taken. */
final class SourcePorts {
  /** How long an avoided port rests before it is tried again. */
  static final long QUARANTINE_NANOS = TimeUnit.MINUTES.toNanos(10);

  /** A quarter of a range at most: when more fail, the ports are not what is ill. */
  private static final int SHARE = 4;

  // deps
  private final @Nullable PortRange own;
  private final int limit;
  private final SourcePortHealth health;

  // state
  private int cursor;
  private @Nullable TimeWaits timeWaits;
  private boolean reused;

  /**
   * Starts with every port well.
   *
   * @param own ports kald picks from itself, or null: the kernel chooses
   * @param kernelPorts how many the kernel has to choose from
   */
  SourcePorts(@Nullable PortRange own, int kernelPorts, PortListener listener) {
    this.own = own;
    this.limit = own == null ? kernelPorts : own.size();
    // The kernel cannot be asked to avoid a port, so it keeps being tried: only success heals it.
    this.health =
        new SourcePortHealth(
            Math.max(1, limit / SHARE), own == null ? Long.MAX_VALUE : QUARANTINE_NANOS, listener);
  }

  /** The own range, or null when the kernel chooses. */
  @Nullable PortRange own() {
    return own;
  }

  /** The next port of the own range, round and round; 0 when that one is quarantined. */
  int next(PortRange range, long nowNanos) {
    int port = range.first() + cursor;
    cursor = (cursor + 1) % range.size();
    return health.quarantined(port, nowNanos) ? 0 : port;
  }

  /** A probe from the port was answered. */
  void succeeded(int port, long nowNanos) {
    health.succeeded(port, nowNanos);
  }

  /**
   * A probe from the port failed.
   *
   * @return whether the port is quarantined, so that the failure says nothing of the target
   */
  boolean failed(int port, long nowNanos) {
    if (health.quarantined(port, nowNanos)) {
      return true;
    }
    health.failed(port);
    return false;
  }

  /** A connection was closed with FIN: its port waits 60 s. */
  void closedByFin(long nowNanos) {
    if (timeWaits == null) {
      timeWaits = new TimeWaits(nowNanos);
    }
    // More than there are ports: the kernel lets one in TIME_WAIT be used again (tcp_tw_reuse).
    reused = reused || timeWaits.count(nowNanos) > limit + Math.max(2, limit / SHARE);
    timeWaits.add(nowNanos);
  }

  /** What is left now. */
  PortBudget budget(boolean outstanding, long nowNanos) {
    int waiting = timeWaits == null || reused ? 0 : timeWaits.count(nowNanos);
    int inUse = Math.min(limit, waiting + (outstanding ? 1 : 0));
    return new PortBudget(limit, inUse, health.quarantined(nowNanos));
  }
}
