package io.kald.agent.pcap;

import java.nio.ByteBuffer;

/** Finds the IP packet behind the header of a link. */
final class LinkDecoder {
  private static final int TYPE_IPV4 = 0x0800;
  private static final int TYPE_IPV6 = 0x86DD;
  private static final int TYPE_PPPOE = 0x8864;
  private static final int PPP_IPV4 = 0x0021;
  private static final int PPP_IPV6 = 0x0057;

  private static final int ETHERNET_HEADER = 14;
  private static final int SLL_HEADER = 16;
  private static final int SLL2_HEADER = 20;
  private static final int TAG = 4;
  private static final int PPPOE_HEADER = 8;

  /** Lengths, not types, are below; an IEEE 802.3 frame with SNAP has its type further behind. */
  private static final int LEAST_TYPE = 0x0600;

  private static final int SNAP_HEADER = 8;
  private static final int MOST_TAGS = 8;

  private LinkDecoder() {}

  /** Fills in what the packet is. */
  static void decode(Packet packet) {
    packet.place = packet.interfaceId;
    int at = packet.offset;
    switch (packet.linkType) {
      case LinkTypes.ETHERNET -> typed(packet, at + ETHERNET_HEADER - 2, at + ETHERNET_HEADER);
      case LinkTypes.LINUX_SLL -> cooked(packet, at);
      case LinkTypes.LINUX_SLL2 -> cooked2(packet, at);
      case LinkTypes.NULL, LinkTypes.LOOP -> IpDecoder.decode(packet, at + Integer.BYTES, false);
      case LinkTypes.RAW,
          LinkTypes.RAW_BSD,
          LinkTypes.RAW_OPENBSD,
          LinkTypes.IPV4,
          LinkTypes.IPV6 ->
          IpDecoder.decode(packet, at, false);
      default -> packet.content = Content.UNKNOWN_LINK;
    }
  }

  /** The "packet type" of Linux, such as outgoing, tells the copies of one packet apart. */
  private static void cooked(Packet packet, int at) {
    if (packet.end - at >= SLL_HEADER) {
      packet.place = (packet.interfaceId << 3) ^ packet.bytes.getShort(at);
    }
    typed(packet, at + SLL_HEADER - 2, at + SLL_HEADER);
  }

  private static void cooked2(Packet packet, int at) {
    if (packet.end - at >= SLL2_HEADER) {
      int index = packet.bytes.getInt(at + 4);
      packet.place = (packet.interfaceId << 24) ^ (index << 3) ^ packet.bytes.get(at + 10);
    }
    typed(packet, at, at + SLL2_HEADER);
  }

  private static void typed(Packet packet, int typeAt, int behind) {
    if (behind > packet.end) {
      packet.content = Content.CUT;
      return;
    }
    int type = packet.bytes.getShort(typeAt) & 0xFFFF;
    if (type == TYPE_IPV4 || type == TYPE_IPV6) {
      IpDecoder.decode(packet, behind, false);
    } else {
      tagged(packet, type, behind);
    }
  }

  private static void tagged(Packet packet, int outer, int behindOuter) {
    int type = outer;
    int behind = behindOuter;
    for (int tags = 0; isTag(type) && tags < MOST_TAGS; tags++) {
      if (packet.end - behind < TAG) {
        packet.content = Content.CUT;
        return;
      }
      type = packet.bytes.getShort(behind + 2) & 0xFFFF;
      behind += TAG;
    }
    int ip = ipBehind(packet.bytes, type, behind, packet.end);
    if (ip < 0) {
      packet.content = Content.NOT_IP;
    } else {
      IpDecoder.decode(packet, ip, false);
    }
  }

  private static boolean isTag(int type) {
    return type == 0x8100 || type == 0x88A8 || type == 0x9100;
  }

  /** Where IP begins, or -1. */
  private static int ipBehind(ByteBuffer bytes, int type, int behind, int end) {
    if (type == TYPE_IPV4 || type == TYPE_IPV6) {
      return behind;
    }
    if (type == TYPE_PPPOE && end - behind >= PPPOE_HEADER) {
      int protocol = bytes.getShort(behind + PPPOE_HEADER - 2);
      return protocol == PPP_IPV4 || protocol == PPP_IPV6 ? behind + PPPOE_HEADER : -1;
    }
    if (type < LEAST_TYPE && end - behind >= SNAP_HEADER && bytes.getInt(behind) == 0xAAAA0300) {
      int inner = bytes.getShort(behind + SNAP_HEADER - 2) & 0xFFFF;
      return inner == TYPE_IPV4 || inner == TYPE_IPV6 ? behind + SNAP_HEADER : -1;
    }
    return -1;
  }
}
