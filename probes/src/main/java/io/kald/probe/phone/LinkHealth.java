package io.kald.probe.phone;

/**
 * How well a node answers KeepAlives on one link. Every change has a name and is here. Pure.
 *
 * <pre>
 * silent ── answered ──► good ── for the monitor time ──► proven
 *    ^                     │                                 │
 *    '── acks stopped, token not answered, connection gone ──┘
 * </pre>
 */
final class LinkHealth {
  // state
  private boolean good;
  private boolean proven;
  private boolean lastWasSccp;
  private boolean acksUnregistered;
  private long goodSinceNanos;
  private long sccpNanos;

  /**
   * A KeepAliveAck came.
   *
   * @param sinceNanos from when on that shows the node to be good
   * @param monitorNanos for how long it must be good to be proven
   */
  void acked(long sinceNanos, long ackNanos, long monitorNanos) {
    sccpNanos = ackNanos;
    answered(sinceNanos, true, monitorNanos);
  }

  /** The node acks KeepAlives although the phone is not registered with it. */
  void acksUnregistered() {
    acksUnregistered = true;
  }

  /**
   * TCP alone acknowledged a KeepAlive. A node that has sent KeepAliveAcks over this connection and
   * does so no more hangs, so its TCP does not count.
   *
   * @param sinceNanos when the KeepAlive was due
   * @param patienceNanos how old the last ack may be
   */
  void delivered(long sinceNanos, long nowNanos, long monitorNanos, long patienceNanos) {
    if (!acksUnregistered) {
      answered(sinceNanos, false, monitorNanos);
    } else if (hangs(nowNanos, patienceNanos)) {
      distrusted();
      lastWasSccp = false;
    }
  }

  private void answered(long sinceNanos, boolean bySccp, long monitorNanos) {
    lastWasSccp = bySccp;
    if (!good) {
      good = true;
      goodSinceNanos = sinceNanos;
    }
    proven |= sinceNanos - provenAtNanos(monitorNanos) >= 0;
  }

  /** Whether it has acked KeepAlives without a registration, and has not for that long. */
  boolean hangs(long nowNanos, long patienceNanos) {
    return acksUnregistered && nowNanos - sccpNanos > patienceNanos;
  }

  /** It has to prove itself anew. */
  void distrusted() {
    good = false;
    proven = false;
  }

  /** The connection is gone. */
  void ended() {
    distrusted();
    lastWasSccp = false;
    acksUnregistered = false;
  }

  /** The connection is opened again for nothing the node is blamed for: its answers count on. */
  void resumed(boolean wasProven) {
    good = true;
    acksUnregistered = true;
    proven = wasProven;
  }

  boolean good() {
    return good;
  }

  boolean proven() {
    return proven;
  }

  /** Whether it was good, by a KeepAliveAck, when it was last heard. */
  boolean ackedLast() {
    return good && lastWasSccp;
  }

  /** Whether it was a KeepAliveAck that was heard last, and not long ago. */
  boolean ackedWithin(long nanos, long nowNanos) {
    return lastWasSccp && nowNanos - sccpNanos <= nanos;
  }

  /** When it is proven if it stays as it is. */
  long provenAtNanos(long monitorNanos) {
    return goodSinceNanos + monitorNanos;
  }
}
