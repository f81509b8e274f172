package io.kald.probe.host;

import io.kald.probe.net.Errno;
import org.jspecify.annotations.Nullable;

/** Asks the kernel about routes and neighbours. Confined to one thread. */
final class HostQueries implements AutoCloseable {
  private static final int ENOENT = 2;

  // deps
  private final Netlink netlink;

  // state
  private final NetlinkRequest request = new NetlinkRequest();
  private @Nullable Route route;
  private @Nullable Link link;
  private @Nullable Neighbour neighbour;
  private long ageNanos;
  private long hardwareAddress;
  private @Nullable NeighbourTable table;

  HostQueries(Netlink netlink) {
    this.netlink = netlink;
  }

  /** The route a path takes now; null when the kernel does not report it. */
  @Nullable Route route(EgressPath path) {
    route = null;
    int errno =
        netlink.ask(
            RouteMessages.get(request, path), message -> route = RouteMessages.route(message));
    if (route != null) {
      return route;
    }
    boolean sourceGone = errno == Errno.EINVAL && path.source() != null;
    return errno > 0 && !sourceGone ? Route.none(errno) : null;
  }

  /**
   * A link now, which the kernel may report as changed only a second later; null when it is not
   * there.
   */
  @Nullable Link link(int index) {
    link = null;
    netlink.ask(LinkMessages.one(request, index), message -> link = LinkMessages.link(message));
    return link;
  }

  /** What the neighbour table holds of a next hop now. */
  Neighbour neighbour(NextHop hop) {
    neighbour = null;
    hardwareAddress = NeighbourMessages.NO_HARDWARE_ADDRESS;
    int errno =
        netlink.ask(
            NeighbourMessages.get(request, hop),
            message -> {
              neighbour = NeighbourMessages.neighbour(message);
              ageNanos = NeighbourMessages.ageNanos(message);
              hardwareAddress = NeighbourMessages.hardwareAddress(message);
            });
    if (neighbour != null) {
      return neighbour;
    }
    return errno == ENOENT ? Neighbour.ABSENT : Neighbour.UNKNOWN;
  }

  /** How long what {@link #neighbour} found last has been in its state. */
  long neighbourAgeNanos() {
    return ageNanos;
  }

  /**
   * The hardware address that {@link #neighbour} found last, {@link
   * NeighbourMessages#NO_HARDWARE_ADDRESS} for none.
   */
  long neighbourHardwareAddress() {
    return hardwareAddress;
  }

  /** What all bridges have learnt now. */
  void forwarding(LearntListener listener) {
    netlink.ask(
        NeighbourMessages.forwarding(request),
        message -> {
          int bridge = NeighbourMessages.bridge(message);
          long address = NeighbourMessages.hardwareAddress(message);
          if (bridge != 0 && address != NeighbourMessages.NO_HARDWARE_ADDRESS) {
            listener.onLearnt(bridge, NeighbourMessages.interfaceIndex(message), address);
          }
        });
  }

  /** Takes that a bridge has learnt a hardware address behind a port. */
  @FunctionalInterface
  interface LearntListener {
    void onLearnt(int bridge, int port, long hardwareAddress);
  }

  /** A family's neighbour table now; null when the kernel does not report it. */
  @Nullable NeighbourTable table(int family) {
    table = null;
    netlink.ask(
        NeighbourMessages.table(request, family),
        message -> {
          NeighbourTable reported = NeighbourMessages.table(message);
          table = reported == null ? table : reported;
        });
    return table;
  }

  @Override
  public void close() {
    netlink.close();
  }
}
