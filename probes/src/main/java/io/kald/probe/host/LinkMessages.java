package io.kald.probe.host;

import java.nio.charset.StandardCharsets;

/**
 * Links in rtnetlink: {@code struct ifinfomsg {u8 family @0; u16 type @2; s32 index @4; u32
 * flags @8; u32 change @12}}.
 */
final class LinkMessages {
  static final int NEW_LINK = 16;
  static final int DELETED_LINK = 17;

  private static final int GET_LINK = 18;
  private static final int FIXED_BYTES = 16;
  private static final int IFF_UP = 1;
  private static final int IFF_LOOPBACK = 8;
  private static final int IFF_POINTOPOINT = 0x10;
  private static final int IFF_NOARP = 0x80;
  private static final int IFF_LOWER_UP = 0x10000;
  private static final int IFLA_IFNAME = 3;
  private static final int IFLA_MTU = 4;
  private static final int IFLA_EXT_MASK = 29;
  private static final int IFLA_CARRIER = 33;
  private static final int IFLA_CARRIER_DOWN_COUNT = 48;
  private static final int SKIP_STATISTICS = 8; // RTEXT_FILTER_SKIP_STATS

  private LinkMessages() {}

  /** Asks for all links. */
  static NetlinkRequest all(NetlinkRequest request) {
    return request
        .begin(GET_LINK, NetlinkRequest.DUMP, FIXED_BYTES)
        .add(IFLA_EXT_MASK, SKIP_STATISTICS);
  }

  /** Asks for one link. */
  static NetlinkRequest one(NetlinkRequest request, int index) {
    return request
        .begin(GET_LINK, NetlinkRequest.ONE, FIXED_BYTES)
        .put32(4, index)
        .add(IFLA_EXT_MASK, SKIP_STATISTICS);
  }

  /** Whether it is about the link itself, not about its place in a bridge. */
  static boolean isOfLink(NetlinkMessage message) {
    return message.get8(0) == 0;
  }

  static int index(NetlinkMessage message) {
    return message.get32(4);
  }

  /** The longest packet it carries, in bytes; 0 when the message does not have it. */
  static int mtu(NetlinkMessage message) {
    return message.int32(FIXED_BYTES, IFLA_MTU, 0);
  }

  /** The link a message reports, without a past. */
  static Link link(NetlinkMessage message) {
    int flags = message.get32(8);
    int carrier = message.find(FIXED_BYTES, IFLA_CARRIER);
    boolean has = carrier < 0 ? (flags & IFF_LOWER_UP) != 0 : message.buffer().get(carrier) != 0;
    return new Link(
        index(message),
        name(message),
        (flags & IFF_UP) != 0,
        has,
        (flags & (IFF_LOOPBACK | IFF_POINTOPOINT | IFF_NOARP)) == 0,
        message.int32(FIXED_BYTES, IFLA_CARRIER_DOWN_COUNT, 0),
        Link.Loss.NOTHING,
        0);
  }

  private static String name(NetlinkMessage message) {
    int found = message.find(FIXED_BYTES, IFLA_IFNAME);
    if (found < 0) {
      return "#" + index(message);
    }
    byte[] bytes = message.bytesAt(found);
    return new String(bytes, 0, Math.max(0, bytes.length - 1), StandardCharsets.UTF_8);
  }
}
