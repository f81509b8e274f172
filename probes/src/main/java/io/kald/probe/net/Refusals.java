package io.kald.probe.net;

import io.kald.probe.LocalFailure;
import io.kald.probe.Reason;
import io.kald.probe.address.IpText;

/**
 * What it means that the kernel would not send to an address: the routing tables say which of the
 * errors that have several causes is a route's. Asked after failures only.
 */
public final class Refusals {
  private Refusals() {}

  /**
   * The failure of a packet that did not leave.
   *
   * @param call what failed, for the reader: {@code send}
   * @param address where it was to go, numeric, with its zone where it has one
   * @param egress how it was to leave
   * @param protocol its IP protocol
   * @param port the target's port, or 0
   */
  public static LocalFailure of(
      String call,
      int errno,
      String address,
      EgressOptions egress,
      Routes routes,
      int protocol,
      int port) {
    int device = egress.deviceIndex();
    if (device == 0 && IpText.lacksZone(address)) {
      return new LocalFailure(
          Reason.NO_ZONE, address + " is link-local: it needs a zone, as in " + address + "%eth0");
    }
    if (errno != Errno.EACCES && errno != Errno.EINVAL && errno != Errno.EADDRNOTAVAIL) {
      return Errno.at(call, errno);
    }
    byte[] bytes = IpText.bytes(address);
    Routes.Flow flow = new Routes.Flow(egress.mark(), protocol, port, egress.sourceBytes());
    Routes.Route route = bytes == null ? null : routes.find(bytes, device, flow);
    if (route != null && errno == Errno.EADDRNOTAVAIL && !route.sourced()) {
      return withoutSource(call, route);
    }
    if (route == null || route.errno() != errno) {
      return Errno.at(call, errno);
    }
    String kind = errno == Errno.EACCES ? "a prohibit route" : "a blackhole route";
    return new LocalFailure(Reason.NO_ROUTE, call + ": " + Errno.text(errno) + ", " + kind);
  }

  /** The kernel looks for a source before it looks whether the route leads anywhere. */
  private static LocalFailure withoutSource(String call, Routes.Route route) {
    return route.errno() == 0
        ? new LocalFailure(
            Reason.SOURCE_ADDRESS_MISSING, call + ": no address of this machine to send from")
        : new LocalFailure(Reason.NO_ROUTE, call + ": " + Errno.text(route.errno()));
  }
}
