package io.kald.probe.host;

/**
 * A link as one of those that another is made of: a port of a bridge, a member of a bond, what lies
 * below a macvlan or a VLAN. What it lacks is remembered for as long as it is there.
 *
 * @param kind as the kernel spells it: {@code veth}; empty for hardware
 * @param master the bridge or bond it belongs to, or 0
 * @param below the link of this network namespace that it sends by, or 0
 * @param lack what is missing now, or was last
 * @param lost whether that is missing now
 * @param losses how often the kernel has counted its carrier as lost
 * @param worked whether nothing was missing at some time in that place, so far as is known
 * @param fromNanos since when it was missing last, monotonic; meaningless while nothing ever was
 * @param untilNanos until when; meaningless while {@code lost}
 */
record Port(
    int index,
    String name,
    String kind,
    int master,
    int below,
    Lack lack,
    boolean lost,
    int losses,
    boolean worked,
    long fromNanos,
    long untilNanos) {
  /** What a port can lack. */
  enum Lack {
    NOTHING,
    SWITCHED_OFF,
    NO_CARRIER,
    /** The bridge does not forward to it: the spanning tree protocol, or its state was set. */
    HELD_BACK,
    /** It is no port of the bridge any more. */
    TAKEN_OUT
  }

  /** What a message reports, without a past. */
  static Port reported(
      int index, String name, String kind, int master, int below, Lack lack, int losses) {
    boolean lost = lack != Lack.NOTHING;
    return new Port(index, name, kind, master, below, lack, lost, losses, false, 0, 0);
  }

  /** It is seen for the first time, or in another place than before. */
  Port first(long nowNanos) {
    return past(lack, !lost, nowNanos, nowNanos);
  }

  /** What is reported now of the same place, with what this one knows of the past. */
  Port become(Port now, long nowNanos) {
    if (now.lost) {
      return now.past(now.lack, worked, lost ? fromNanos : nowNanos, nowNanos);
    }
    if (lost) {
      return now.past(lack, true, fromNanos, nowNanos);
    }
    // Lost and back before the kernel reported either.
    return now.losses == losses
        ? now.past(lack, true, fromNanos, untilNanos)
        : now.past(Lack.NO_CARRIER, true, nowNanos, nowNanos);
  }

  /** It is not in its place any more. */
  Port takenOut(long nowNanos) {
    return new Port(
        index,
        name,
        kind,
        master,
        below,
        Lack.TAKEN_OUT,
        true,
        losses,
        worked,
        lost ? fromNanos : nowNanos,
        nowNanos);
  }

  private Port past(Lack newLack, boolean newWorked, long from, long until) {
    return new Port(
        index, name, kind, master, below, newLack, lost, losses, newWorked, from, until);
  }

  /** Whether something was missing at any time since then. */
  boolean lostSince(long nanos) {
    return lost || (lack != Lack.NOTHING && untilNanos - nanos >= 0);
  }

  /**
   * Whether it is a cable that leads out of this machine, as far as its kind shows: the other end
   * of a veth pair or of a tap is a container or a virtual machine.
   */
  boolean leadsOut() {
    return switch (kind) {
      case "veth", "tun", "dummy", "ifb" -> false;
      default -> true;
    };
  }
}
