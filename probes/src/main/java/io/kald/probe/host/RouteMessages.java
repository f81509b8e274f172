package io.kald.probe.host;

import io.kald.probe.net.Errno;
import io.kald.probe.net.Libc;
import org.jspecify.annotations.Nullable;

/**
 * Routes in rtnetlink: {@code struct rtmsg {u8 family @0; u8 dst_len @1; u8 src_len @2; u8 tos @3;
 * u8 table @4; u8 protocol @5; u8 scope @6; u8 type @7; u32 flags @8}}.
 */
final class RouteMessages {
  private static final int GET_ROUTE = 26;
  private static final int FIXED_BYTES = 12;
  private static final int RTA_DST = 1;
  private static final int RTA_SRC = 2;
  private static final int RTA_OIF = 4;
  private static final int RTA_GATEWAY = 5;
  private static final int RTA_MARK = 16;
  private static final int RTA_VIA = 18;
  private static final int RTN_BLACKHOLE = 6;
  private static final int RTN_UNREACHABLE = 7;
  private static final int RTN_PROHIBIT = 8;

  private RouteMessages() {}

  /** Asks for the route of a path. */
  static NetlinkRequest get(NetlinkRequest request, EgressPath path) {
    int bits = path.target().length * 8;
    request
        .begin(GET_ROUTE, NetlinkRequest.ONE, FIXED_BYTES)
        .put8(0, path.family())
        .put8(1, bits)
        .put8(3, path.trafficClass())
        .add(RTA_DST, path.target());
    byte[] source = path.source();
    if (source != null) {
      request.put8(2, bits).add(RTA_SRC, source);
    }
    int interfaceIndex = path.interfaceIndex();
    if (interfaceIndex != 0) {
      request.add(RTA_OIF, interfaceIndex);
    }
    return path.mark() == 0 ? request : request.add(RTA_MARK, path.mark());
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
    return new Route(interfaceIndex, gateway(message, interfaceIndex), 0);
  }

  private static @Nullable NextHop gateway(NetlinkMessage message, int interfaceIndex) {
    int gateway = message.find(FIXED_BYTES, RTA_GATEWAY);
    if (gateway >= 0) {
      return new NextHop(interfaceIndex, message.get8(0), message.bytesAt(gateway));
    }
    int via = message.find(FIXED_BYTES, RTA_VIA); // struct rtvia {u16 family; u8 address[]}
    if (via < 0) {
      return null;
    }
    byte[] address = new byte[message.lengthAt(via) - 2];
    message.buffer().get(via + 2, address);
    return new NextHop(interfaceIndex, address.length == 4 ? Libc.AF_INET : Libc.AF_INET6, address);
  }
}
