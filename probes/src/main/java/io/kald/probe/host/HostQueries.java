package io.kald.probe.host;

import io.kald.probe.net.Errno;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/** Asks the kernel about routes and neighbours. Confined to one thread. */
final class HostQueries implements AutoCloseable {
  private static final int ENOENT = 2;

  // deps
  private final Netlink netlink;

  // state
  private final NetlinkRequest request = new NetlinkRequest();
  private boolean flows = true; // until the kernel refuses to be asked for those of a protocol
  private @Nullable Route route;
  private boolean local;
  private @Nullable RouteEntry entry;
  private @Nullable Link link;
  private @Nullable Neighbour neighbour;
  private boolean permanent;
  private long ageNanos;
  private long hardwareAddress;
  private @Nullable NeighbourTable table;

  HostQueries(Netlink netlink) {
    this.netlink = netlink;
  }

  /** The route a path takes now; null when the kernel does not report it. */
  @Nullable Route route(EgressPath path) {
    byte[] source = path.source();
    int errno = route(path, source);
    // The answer to a blackhole, and to a source that is not this machine's.
    if (route == null && errno == Errno.EINVAL && source != null && !isLocal(path, source)) {
      errno = route(path, null);
    }
    if (route != null) {
      return route;
    }
    return errno > 0 ? Route.none(errno) : null;
  }

  private int route(EgressPath path, byte @Nullable [] source) {
    route = null;
    int errno = askRoute(path, source, flows);
    if (errno == Errno.EOPNOTSUPP && flows) {
      flows = false;
      errno = askRoute(path, source, false);
    }
    return errno;
  }

  private int askRoute(EgressPath path, byte @Nullable [] source, boolean flow) {
    return netlink.ask(
        RouteMessages.get(request, path, source, flow),
        message -> route = RouteMessages.route(message));
  }

  private boolean isLocal(EgressPath path, byte[] address) {
    local = false;
    netlink.ask(
        RouteMessages.to(request, path.family(), address),
        message -> local = RouteMessages.isLocal(message));
    return local;
  }

  /** The entry of the routing table a path takes now; null when the kernel does not report it. */
  @Nullable RouteEntry entry(EgressPath path) {
    entry = null;
    netlink.ask(
        RouteMessages.asEntry(RouteMessages.get(request, path, path.source(), flows)),
        message -> entry = RouteMessages.entry(message));
    return entry;
  }

  /** Calls that with each interface that has a tentative IPv6 address now. */
  void tentative(IntConsumer interfaces) {
    netlink.ask(
        AddressMessages.allOfIpv6(request),
        message -> {
          if (AddressMessages.isTentative(message)) {
            interfaces.accept(AddressMessages.interfaceIndex(message));
          }
        });
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
    permanent = false;
    hardwareAddress = NeighbourMessages.NO_HARDWARE_ADDRESS;
    int errno =
        netlink.ask(
            NeighbourMessages.get(request, hop),
            message -> {
              neighbour = NeighbourMessages.neighbour(message);
              permanent = NeighbourMessages.isPermanent(message);
              ageNanos = NeighbourMessages.ageNanos(message);
              hardwareAddress = NeighbourMessages.hardwareAddress(message);
            });
    if (neighbour != null) {
      return neighbour;
    }
    return errno == ENOENT ? Neighbour.ABSENT : Neighbour.UNKNOWN;
  }

  /** Whether what {@link #neighbour} found last was set for good. */
  boolean neighbourIsPermanent() {
    return permanent;
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
