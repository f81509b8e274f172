package io.kald.probe.host;

import io.kald.probe.address.IpText;
import io.kald.probe.net.Errno;
import io.kald.probe.net.Libc;
import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Routes in rtnetlink: {@code struct rtmsg {u8 family @0; u8 dst_len @1; u8 src_len @2; u8 tos @3;
 * u8 table @4; u8 protocol @5; u8 scope @6; u8 type @7; u32 flags @8}}. Rules are in {@link
 * RuleMessages}.
 */
final class RouteMessages {
  private static final int NEW_ROUTE = 24;
  private static final int DELETED_ROUTE = 25;
  private static final int GET_ROUTE = 26;
  private static final int FIXED_BYTES = 12;
  private static final int HOP_BYTES = 8;
  private static final int RTA_DST = 1;
  private static final int RTA_SRC = 2;
  private static final int RTA_OIF = 4;
  private static final int RTA_GATEWAY = 5;
  private static final int RTA_PREFSRC = 7;
  private static final int RTA_MULTIPATH = 9;
  private static final int RTA_MARK = 16;
  private static final int RTA_TABLE = 15;
  private static final int RTA_VIA = 18;
  private static final int RTA_IP_PROTO = 27;
  private static final int RTA_SPORT = 28;
  private static final int RTA_DPORT = 29;
  private static final int RTM_F_CLONED = 0x200;
  private static final int RTM_F_FIB_MATCH = 0x2000;
  private static final int RTN_LOCAL = 2;
  private static final int RTN_BLACKHOLE = 6;
  private static final int RTN_UNREACHABLE = 7;
  private static final int RTN_PROHIBIT = 8;

  private RouteMessages() {}

  /**
   * Asks for the route of a path.
   *
   * @param source what its packets are sent from, or null: the kernel's choice
   * @param flow whether protocol and ports are given, which old kernels refuse for some
   */
  static NetlinkRequest get(
      NetlinkRequest request, EgressPath path, byte @Nullable [] source, boolean flow) {
    to(request, path.family(), path.target()).put8(3, path.trafficClass());
    if (source != null) {
      request.put8(2, source.length * 8).add(RTA_SRC, source);
    }
    int interfaceIndex = path.interfaceIndex();
    if (interfaceIndex != 0) {
      request.add(RTA_OIF, interfaceIndex);
    }
    if (path.mark() != 0) {
      request.add(RTA_MARK, path.mark());
    }
    if (flow && path.protocol() != 0) {
      request.add(RTA_IP_PROTO, new byte[] {(byte) path.protocol()});
      addPort(request, RTA_DPORT, path.port());
      addPort(request, RTA_SPORT, path.sourcePort());
    }
    return request;
  }

  /** Asks for the route to an address, by itself. */
  static NetlinkRequest to(NetlinkRequest request, int family, byte[] address) {
    return request
        .begin(GET_ROUTE, NetlinkRequest.ONE, FIXED_BYTES)
        .put8(0, family)
        .put8(1, address.length * 8)
        .add(RTA_DST, address);
  }

  /** Makes a request ask for the entry of the table instead of what follows from it. */
  static NetlinkRequest asEntry(NetlinkRequest request) {
    return request.put32(8, RTM_F_FIB_MATCH);
  }

  private static void addPort(NetlinkRequest request, int type, int port) {
    if (port != 0) {
      request.add(type, new byte[] {(byte) (port >> 8), (byte) port});
    }
  }

  /** Whether a message reports a change of routes or of the rules that choose them. */
  static boolean isChange(NetlinkMessage message) {
    boolean route = message.type() == NEW_ROUTE || message.type() == DELETED_ROUTE;
    return RuleMessages.isRule(message) || (route && (message.get32(8) & RTM_F_CLONED) == 0);
  }

  /** Notes such a change; false when it is of a table to which no rule leads. */
  static boolean note(NetlinkMessage message, RouteChanges changes, long nowNanos) {
    if (RuleMessages.isRule(message)) {
      changes.leadTo(table(message));
      if (RuleMessages.leadsToVrfs(message)) {
        changes.leadToAny();
      }
      changes.rule(RuleMessages.destination(message), RuleMessages.selectors(message), nowNanos);
      return true;
    }
    if (!changes.isUsed(table(message))) {
      return false;
    }
    int found = message.find(FIXED_BYTES, RTA_DST);
    byte[] first = found < 0 ? new byte[0] : message.bytesAt(found);
    changes.route(AddressBlock.of(message.get8(0), first, bits(message)), nowNanos);
    return true;
  }

  /** The table of a route, or to which a rule leads (FRA_TABLE has the same number). */
  private static int table(NetlinkMessage message) {
    return message.int32(FIXED_BYTES, RTA_TABLE, message.get8(4));
  }

  /** The length of the prefix that a message is about. */
  static int bits(NetlinkMessage message) {
    return message.get8(1);
  }

  /** Whether packets of that route stay on this machine. */
  static boolean isLocal(NetlinkMessage message) {
    return message.get8(7) == RTN_LOCAL;
  }

  /** The route a message reports. */
  static Route route(NetlinkMessage message) {
    int errno =
        switch (message.get8(7)) {
          case RTN_BLACKHOLE -> Errno.EINVAL;
          case RTN_UNREACHABLE -> Errno.EHOSTUNREACH;
          case RTN_PROHIBIT -> Errno.EACCES;
          default -> 0;
        };
    if (errno != 0) {
      return Route.none(errno);
    }
    int interfaceIndex = message.int32(FIXED_BYTES, RTA_OIF, 0);
    int source = message.find(FIXED_BYTES, RTA_PREFSRC);
    return new Route(
        interfaceIndex,
        gateway(message, interfaceIndex),
        source < 0 ? null : IpText.of(message.bytesAt(source)),
        0);
  }

  /** The entry of the routing table a message reports. */
  static RouteEntry entry(NetlinkMessage message) {
    return new RouteEntry(bits(message), message.get8(5), hops(message));
  }

  private static Set<NextHop> hops(NetlinkMessage message) {
    Set<NextHop> hops = new LinkedHashSet<>();
    int several = message.find(FIXED_BYTES, RTA_MULTIPATH);
    if (several < 0) {
      int interfaceIndex = message.int32(FIXED_BYTES, RTA_OIF, 0);
      if (interfaceIndex != 0) {
        NextHop gateway = gateway(message, interfaceIndex);
        hops.add(gateway == null ? onLink(message, interfaceIndex) : gateway);
      }
      return hops;
    }
    // struct rtnexthop {u16 len @0; u8 flags; u8 hops; s32 ifindex @4}, attributes; 4-aligned
    int end = several + message.lengthAt(several);
    int at = several;
    while (at + HOP_BYTES <= end) {
      int length = message.buffer().getShort(at) & 0xffff;
      if (length < HOP_BYTES || at + length > end) {
        return hops;
      }
      hops.add(hop(message, at, at + length));
      at += (length + 3) & ~3;
    }
    return hops;
  }

  private static NextHop hop(NetlinkMessage message, int at, int end) {
    int interfaceIndex = message.buffer().getInt(at + 4);
    int gateway = message.findBetween(at + HOP_BYTES, end, RTA_GATEWAY);
    int via = message.findBetween(at + HOP_BYTES, end, RTA_VIA);
    NextHop found = gateway(message, interfaceIndex, gateway, via);
    return found == null ? onLink(message, interfaceIndex) : found;
  }

  private static NextHop onLink(NetlinkMessage message, int interfaceIndex) {
    return new NextHop(interfaceIndex, message.get8(0), new byte[0]);
  }

  private static @Nullable NextHop gateway(NetlinkMessage message, int interfaceIndex) {
    int gateway = message.find(FIXED_BYTES, RTA_GATEWAY);
    int via = message.find(FIXED_BYTES, RTA_VIA);
    return gateway(message, interfaceIndex, gateway, via);
  }

  private static @Nullable NextHop gateway(
      NetlinkMessage message, int interfaceIndex, int gateway, int via) {
    if (gateway >= 0) {
      return new NextHop(interfaceIndex, message.get8(0), message.bytesAt(gateway));
    }
    if (via < 0) {
      return null;
    }
    // struct rtvia {u16 family; u8 address[]}
    byte[] address = new byte[message.lengthAt(via) - 2];
    message.buffer().get(via + 2, address);
    return new NextHop(interfaceIndex, address.length == 4 ? Libc.AF_INET : Libc.AF_INET6, address);
  }
}
