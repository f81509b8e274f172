package io.kald.probe.host;

import java.util.Set;
import java.util.stream.Collectors;

/**
 * The entry of the routing table that packets to an address take, with all its gateways.
 *
 * @param bits the length of its prefix
 * @param protocol who has made it: RTPROT_ of linux/rtnetlink.h
 * @param hops its next hops, each without an address where the target itself is the next hop; empty
 *     when not known
 */
record RouteEntry(int bits, int protocol, Set<NextHop> hops) {
  /** 0.0.0.0/1 and 2000::/3 are written where 0.0.0.0/0 and ::/0 are meant. */
  private static final int DEFAULT_BITS = 3;

  /** Whether it is a default route with one next hop: this machine's way to everybody. */
  boolean isDefaultOfOneGateway() {
    return bits <= DEFAULT_BITS && hops.size() == 1;
  }

  private static final int STATIC = 4; // up to there: the kernel, and whoever types "ip route"
  private static final int ROUTER_ADVERTISEMENT = 9;
  private static final int DHCP = 16;
  private static final int KEEPALIVED = 18;

  /** Whether it leads another way than that one. */
  boolean leadsElsewhereThan(RouteEntry other) {
    return !hops.isEmpty() && !other.hops.isEmpty() && !hops.equals(other.hops);
  }

  /** Whether packets to the target of that family may go that way by it. */
  boolean mayLeadBy(Route way, int family) {
    NextHop gateway = way.gateway();
    NextHop hop =
        gateway == null ? new NextHop(way.interfaceIndex(), family, new byte[0]) : gateway;
    return way.errno() != 0 || hops.isEmpty() || hops.contains(hop);
  }

  /**
   * Whether a routing daemon has made it, which withdraws it as well when the network of the target
   * itself is lost.
   */
  boolean isOfRoutingDaemon() {
    return switch (protocol) {
      case ROUTER_ADVERTISEMENT, DHCP, KEEPALIVED -> false;
      default -> protocol > STATIC;
    };
  }

  /** Its next hops, for a reader. */
  String text(LinkTable links) {
    return hops.stream().map(hop -> hop.text(links)).sorted().collect(Collectors.joining(" or "));
  }
}
