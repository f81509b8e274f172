package io.kald.probe.host;

import java.nio.charset.StandardCharsets;

/**
 * Links in rtnetlink: {@code struct ifinfomsg {u8 family @0; u16 type @2; s32 index @4; u32
 * flags @8; u32 change @12}}.
 */
final class LinkMessages {
  static final int NEW_LINK = 16;

  /** The kind of link that has ports. */
  static final String BRIDGE = "bridge";

  static final int DELETED_LINK = 17;

  private static final int GET_LINK = 18;
  private static final int FIXED_BYTES = 16;
  private static final int ETHERNET = 1; // linux/if_arp.h
  private static final int IFF_UP = 1;
  private static final int IFF_LOOPBACK = 8;
  private static final int IFF_POINTOPOINT = 0x10;
  private static final int IFF_NOARP = 0x80;
  private static final int IFF_LOWER_UP = 0x10000;
  private static final int IFLA_IFNAME = 3;
  private static final int IFLA_MTU = 4;
  private static final int IFLA_LINK = 5;
  private static final int IFLA_MASTER = 10;
  private static final int IFLA_LINKINFO = 18;
  private static final int IFLA_INFO_KIND = 1;
  private static final int IFLA_INFO_SLAVE_KIND = 4;
  private static final int IFLA_INFO_SLAVE_DATA = 5;
  private static final int IFLA_BRPORT_STATE = 1;
  private static final int FORWARDING = 3; // linux/if_bridge.h
  private static final int IFLA_EXT_MASK = 29;
  private static final int IFLA_CARRIER = 33;
  private static final int IFLA_LINK_NETNSID = 37;
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
    return new Link(
        index(message),
        name(message),
        (flags & IFF_UP) != 0,
        carrier(message),
        (flags & (IFF_LOOPBACK | IFF_POINTOPOINT | IFF_NOARP)) == 0,
        message.int32(FIXED_BYTES, IFLA_CARRIER_DOWN_COUNT, 0),
        Link.Loss.NOTHING,
        0,
        0);
  }

  private static boolean carrier(NetlinkMessage message) {
    int carrier = message.find(FIXED_BYTES, IFLA_CARRIER);
    return carrier < 0
        ? (message.get32(8) & IFF_LOWER_UP) != 0
        : message.buffer().get(carrier) != 0;
  }

  /** The place of the link a message reports, without a past. */
  static Port port(NetlinkMessage message) {
    int info = message.find(FIXED_BYTES, IFLA_LINKINFO);
    boolean elsewhere = message.find(FIXED_BYTES, IFLA_LINK_NETNSID) >= 0;
    return Port.reported(
        index(message),
        name(message),
        kind(message),
        message.int32(FIXED_BYTES, IFLA_MASTER, 0),
        elsewhere ? 0 : message.int32(FIXED_BYTES, IFLA_LINK, 0),
        lack(message, info),
        message.int32(FIXED_BYTES, IFLA_CARRIER_DOWN_COUNT, 0));
  }

  private static Port.Lack lack(NetlinkMessage message, int info) {
    if ((message.get32(8) & IFF_UP) == 0) {
      return Port.Lack.SWITCHED_OFF;
    }
    if (!carrier(message)) {
      return Port.Lack.NO_CARRIER;
    }
    int place = info < 0 ? -1 : message.findIn(info, IFLA_INFO_SLAVE_KIND);
    int data = place < 0 ? -1 : message.findIn(info, IFLA_INFO_SLAVE_DATA);
    if (data < 0 || !text(message, place).equals(BRIDGE)) {
      return Port.Lack.NOTHING;
    }
    int state = message.findIn(data, IFLA_BRPORT_STATE);
    boolean forwards = state < 0 || message.buffer().get(state) == FORWARDING;
    return forwards ? Port.Lack.NOTHING : Port.Lack.HELD_BACK;
  }

  /**
   * Whether the link a message reports needs hardware addresses and asks nobody for them. Links of
   * some kinds are made so, and need none.
   */
  static boolean arpOff(NetlinkMessage message) {
    int flags = message.get32(8);
    boolean off = (flags & IFF_NOARP) != 0 && (flags & (IFF_LOOPBACK | IFF_POINTOPOINT)) == 0;
    return off
        && message.get16(2) == ETHERNET
        && switch (kind(message)) {
          case "dummy", "ifb", "ipvlan", "ipvtap", "netkit", "vrf" -> false;
          default -> true;
        };
  }

  private static String kind(NetlinkMessage message) {
    int info = message.find(FIXED_BYTES, IFLA_LINKINFO);
    int kind = info < 0 ? -1 : message.findIn(info, IFLA_INFO_KIND);
    return kind < 0 ? "" : text(message, kind);
  }

  private static String name(NetlinkMessage message) {
    int found = message.find(FIXED_BYTES, IFLA_IFNAME);
    return found < 0 ? "#" + index(message) : text(message, found);
  }

  /** Without the NUL at the end, which a module may leave out. */
  private static String text(NetlinkMessage message, int found) {
    byte[] bytes = message.bytesAt(found);
    int length = bytes.length > 0 && bytes[bytes.length - 1] == 0 ? bytes.length - 1 : bytes.length;
    return new String(bytes, 0, length, StandardCharsets.UTF_8);
  }
}
