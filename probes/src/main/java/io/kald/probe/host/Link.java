package io.kald.probe.host;

/**
 * A network interface as last reported, and when it last could not carry anything.
 *
 * @param up whether it is switched on (IFF_UP)
 * @param carrier whether it has a link
 * @param resolves whether it asks for neighbours: no loopback, no point-to-point, ARP on
 * @param losses how often the kernel has counted its carrier as lost
 * @param lost what was last missing, {@link Loss#NOTHING} when nothing ever was
 * @param fromNanos since when that was so, monotonic; meaningless while nothing ever was
 * @param lostNanos until when that was so, monotonic; meaningless while {@link #lostNow}
 */
record Link(
    int index,
    String name,
    boolean up,
    boolean carrier,
    boolean resolves,
    int losses,
    Loss lost,
    long fromNanos,
    long lostNanos) {
  /** What an interface can lack. */
  enum Loss {
    NOTHING,
    SWITCHED_OFF,
    NO_CARRIER
  }

  /** Whether it cannot carry anything now. */
  boolean lostNow() {
    return !up || !carrier;
  }

  /** Whether nothing has happened to it that may lead routes elsewhere. */
  boolean carriesLike(Link other) {
    return up == other.up && carrier == other.carrier && losses == other.losses;
  }

  /** What was missing at any time since then. */
  Loss lostSince(long nanos) {
    return lostNow() || (lost != Loss.NOTHING && lostNanos - nanos >= 0) ? lost : Loss.NOTHING;
  }

  /** Whether what is or was missing was lost since then, and not before. */
  boolean wasThereAt(long nanos) {
    return fromNanos - nanos >= 0;
  }

  /** What is reported now, with what this one knows of the past. */
  Link become(Link now, long nowNanos) {
    long from = lostNow() ? fromNanos : nowNanos;
    if (now.lostNow()) {
      return now.with(now.up ? Loss.NO_CARRIER : Loss.SWITCHED_OFF, from, nowNanos);
    }
    if (lostNow()) {
      return now.with(lost, from, nowNanos);
    }
    // Lost and back before the kernel reported either.
    return now.losses == losses
        ? now.with(lost, fromNanos, lostNanos)
        : now.with(Loss.NO_CARRIER, nowNanos, nowNanos);
  }

  private Link with(Loss newLost, long newFrom, long newNanos) {
    return new Link(index, name, up, carrier, resolves, losses, newLost, newFrom, newNanos);
  }

  /** One that is seen for the first time. */
  Link first(long nowNanos) {
    return lostNow() ? with(up ? Loss.NO_CARRIER : Loss.SWITCHED_OFF, nowNanos, nowNanos) : this;
  }
}
