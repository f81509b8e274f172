package io.kald.agent.pcap;

import java.nio.ByteBuffer;

/** Reads the headers of TCP, UDP and ICMP. */
final class TransportDecoder {
  static final int ICMP_HEADER = 8;

  private static final int ICMP = 1;
  private static final int TCP = 6;
  private static final int UDP = 17;
  private static final int ICMP6 = 58;

  private static final int TCP_HEADER = 20;
  private static final int UDP_HEADER = 8;

  /** What an ICMP error must quote at least: ports and sequence number. */
  private static final int QUOTED = 8;

  private static final int OPTION_END = 0;
  private static final int OPTION_NONE = 1;
  private static final int OPTION_TIMESTAMP = 8;

  /** Two fillers, then a time stamp of ten bytes: how nearly every stack writes it. */
  private static final int USUAL_TIMESTAMP = 0x0101080A;

  private TransportDecoder() {}

  /**
   * Fills in what the packet is.
   *
   * @param length bytes of the transport's header and payload on the wire
   */
  static void decode(Packet packet, int at, int length, boolean quoted) {
    packet.transport = at;
    packet.transportLength = length;
    if (packet.protocol == TCP) {
      tcp(packet, at, length, quoted);
    } else if (packet.protocol == (packet.ipVersion == 4 ? ICMP : ICMP6)) {
      icmp(packet, at, length);
    } else if (packet.protocol == UDP) {
      udp(packet, at, length);
    } else {
      packet.content = Content.OTHER_IP;
    }
  }

  private static void tcp(Packet packet, int at, int length, boolean quoted) {
    if (packet.end - at < TCP_HEADER) {
      quotedTcp(packet, at, quoted);
      return;
    }
    long second = packet.bytes.getLong(at + 8);
    int header = (int) (second >>> 28) & 0xF;
    packet.portsAndSequence = packet.bytes.getLong(at);
    packet.acknowledgementAndFlags = second;
    packet.payload = at + header * 4;
    packet.payloadLength = length - header * 4;
    boolean whole = header * 4 >= TCP_HEADER && packet.payloadLength >= 0;
    packet.content = whole || quoted ? Content.TCP : Content.MALFORMED;
  }

  private static void quotedTcp(Packet packet, int at, boolean quoted) {
    if (!quoted || packet.end - at < QUOTED) {
      packet.content = Content.CUT;
      return;
    }
    packet.portsAndSequence = packet.bytes.getLong(at);
    packet.content = Content.TCP;
  }

  private static void udp(Packet packet, int at, int length) {
    if (packet.end - at < UDP_HEADER) {
      packet.content = Content.CUT;
      return;
    }
    packet.portsAndSequence = packet.bytes.getLong(at);
    packet.payload = at + UDP_HEADER;
    packet.payloadLength = length - UDP_HEADER;
    packet.content = packet.payloadLength < 0 ? Content.MALFORMED : Content.UDP;
  }

  private static void icmp(Packet packet, int at, int length) {
    if (packet.end - at < ICMP_HEADER) {
      packet.content = Content.CUT;
      return;
    }
    packet.icmpType = packet.bytes.get(at) & 0xFF;
    packet.icmpCode = packet.bytes.get(at + 1) & 0xFF;
    packet.payload = at + ICMP_HEADER;
    packet.payloadLength = length - ICMP_HEADER;
    packet.content = packet.payloadLength < 0 ? Content.MALFORMED : Content.ICMP;
  }

  /**
   * Whether an ICMP message says that a packet did not arrive, and quotes it: those of which Linux
   * tells the sender's socket. A test holds it to the table of live probes, {@code IcmpErrors}.
   */
  static boolean isError(int ipVersion, int type, int code) {
    if (ipVersion != 4) {
      return type >= 1 && type <= 4;
    }
    return switch (type) {
      case 3 -> code <= 15;
      case 11 -> code != 1;
      default -> type == 12;
    };
  }

  /**
   * The time stamp among TCP options.
   *
   * @param from index of the first option
   * @param end index behind the last, or behind what was captured of them
   */
  static long timestamp(ByteBuffer bytes, int from, int end) {
    if (end - from >= 12 && bytes.getInt(from) == USUAL_TIMESTAMP) {
      return bytes.getInt(from + 4) & 0xFFFF_FFFFL;
    }
    int at = from;
    while (at < end) {
      int kind = bytes.get(at);
      if (kind == OPTION_END) {
        return -1;
      }
      if (kind == OPTION_NONE) {
        at++;
        continue;
      }
      int length = at + 1 < end ? bytes.get(at + 1) & 0xFF : 0;
      if (kind == OPTION_TIMESTAMP && length == 10 && end - at >= 10) {
        return bytes.getInt(at + 2) & 0xFFFF_FFFFL;
      }
      if (length < 2) {
        return -1;
      }
      at += length;
    }
    return -1;
  }
}
