package io.kald.agent.pcap;

import java.nio.ByteBuffer;

/** Reads the headers of IPv4 and IPv6. */
final class IpDecoder {
  private static final int HEADER_4 = 20;
  private static final int HEADER_6 = 40;
  private static final int MOST_EXTENSIONS = 16;
  private static final int FRAGMENT_OFFSET = 0x1FFF;
  private static final int FRAGMENT_MORE_OR_OFFSET = 0x3FFF;

  private static final int HOP_BY_HOP = 0;
  private static final int ROUTING = 43;
  private static final int FRAGMENT = 44;
  private static final int AUTHENTICATION = 51;
  private static final int DESTINATION = 60;
  private static final int MOBILITY = 135;
  private static final int HOST_IDENTITY = 139;
  private static final int SHIM6 = 140;

  private IpDecoder() {}

  /**
   * Fills in what the packet is.
   *
   * @param at where the IP header should be
   * @param quoted whether an ICMP error quotes it, so that little of it may be there
   */
  static void decode(Packet packet, int at, boolean quoted) {
    packet.fragment = false;
    if (packet.end - at < HEADER_4) {
      packet.content = packet.end - at <= 0 ? Content.CUT : cutOrNone(packet, at);
      return;
    }
    int version = (packet.bytes.get(at) >>> 4) & 0xF;
    if (version == 4) {
      four(packet, at, quoted);
    } else if (version == 6) {
      six(packet, at, quoted);
    } else {
      packet.content = Content.NOT_IP;
    }
  }

  private static Content cutOrNone(Packet packet, int at) {
    int version = (packet.bytes.get(at) >>> 4) & 0xF;
    return version == 4 || version == 6 ? Content.CUT : Content.NOT_IP;
  }

  private static void four(Packet packet, int at, boolean quoted) {
    ByteBuffer bytes = packet.bytes;
    long first = bytes.getLong(at);
    long second = bytes.getLong(at + 8);
    int header = ((int) (first >>> 56) & 0xF) * 4;
    int total = (int) (first >>> 32) & 0xFFFF;
    int fragment = (int) first & 0xFFFF;
    packet.ipVersion = 4;
    packet.ipId = (int) (first >>> 16) & 0xFFFF;
    packet.protocol = (int) (second >>> 48) & 0xFF;
    packet.sourceHigh = 0;
    packet.targetHigh = 0;
    packet.sourceLow = Addresses.mapped((int) second);
    packet.targetLow = Addresses.mapped(bytes.getInt(at + 16));
    packet.fragment = (fragment & FRAGMENT_MORE_OR_OFFSET) != 0;
    // A total of 0 is written by cards that cut large sends themselves.
    int length = total == 0 ? packet.end - at : total;
    if (header < HEADER_4 || length < header) {
      packet.content = Content.MALFORMED;
    } else if ((fragment & FRAGMENT_OFFSET) != 0) {
      packet.content = Content.LATER_FRAGMENT;
    } else {
      TransportDecoder.decode(packet, at + header, length - header, quoted);
    }
  }

  private static void six(Packet packet, int at, boolean quoted) {
    if (packet.end - at < HEADER_6) {
      packet.content = Content.CUT;
      return;
    }
    ByteBuffer bytes = packet.bytes;
    int length = bytes.getShort(at + 4) & 0xFFFF;
    packet.ipVersion = 6;
    packet.ipId = 0;
    packet.protocol = bytes.get(at + 6) & 0xFF;
    packet.sourceHigh = bytes.getLong(at + 8);
    packet.sourceLow = bytes.getLong(at + 16);
    packet.targetHigh = bytes.getLong(at + 24);
    packet.targetLow = bytes.getLong(at + 32);
    // 0 is a jumbogram, or a card that cuts large sends itself.
    int whole = length == 0 ? packet.end - at - HEADER_6 : length;
    extensions(packet, at + HEADER_6, whole, quoted);
  }

  private static void extensions(Packet packet, int first, int whole, boolean quoted) {
    int at = first;
    int last = first + whole;
    for (int i = 0; isExtension(packet.protocol); i++) {
      if (i == MOST_EXTENSIONS) {
        packet.content = Content.MALFORMED;
        return;
      }
      if (packet.end - at < 8) {
        packet.content = Content.CUT;
        return;
      }
      int kind = packet.protocol;
      int length = extensionLength(kind, packet.bytes.get(at + 1) & 0xFF);
      packet.protocol = packet.bytes.get(at) & 0xFF;
      if (kind == FRAGMENT && isLater(packet, packet.bytes.getShort(at + 2) & 0xFFFF)) {
        packet.content = Content.LATER_FRAGMENT;
        return;
      }
      at += length;
    }
    if (last < at) {
      packet.content = Content.MALFORMED;
    } else {
      TransportDecoder.decode(packet, at, last - at, quoted);
    }
  }

  /** Offset in the upper 13 bits, "more" in the lowest. */
  private static boolean isLater(Packet packet, int offsetAndMore) {
    packet.fragment = (offsetAndMore & 0xFFF9) != 0;
    return (offsetAndMore & 0xFFF8) != 0;
  }

  private static boolean isExtension(int protocol) {
    return switch (protocol) {
      case HOP_BY_HOP,
          ROUTING,
          FRAGMENT,
          AUTHENTICATION,
          DESTINATION,
          MOBILITY,
          HOST_IDENTITY,
          SHIM6 ->
          true;
      default -> false;
    };
  }

  private static int extensionLength(int kind, int field) {
    return switch (kind) {
      case FRAGMENT -> 8;
      case AUTHENTICATION -> (field + 2) * 4;
      default -> (field + 1) * 8;
    };
  }
}
