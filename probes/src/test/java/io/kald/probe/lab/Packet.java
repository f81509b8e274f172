package io.kald.probe.lab;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/**
 * A captured packet of Ethernet or loopback.
 *
 * @param timeNanos when, since 1970, to the microsecond
 * @param protocol the IP protocol: 6 is TCP
 */
public record Packet(
    long timeNanos,
    int protocol,
    String source,
    int sourcePort,
    String target,
    int targetPort,
    Ip ip) {
  private static final int TCP = 6;
  private static final int UDP = 17;

  /**
   * What stands in its headers.
   *
   * @param ttl or hop limit
   * @param dscp 0 to 63
   * @param flags of TCP as tcpdump writes them: {@code S}, {@code S.}, {@code .}, {@code R.}
   */
  public record Ip(int ttl, int dscp, String flags) {}

  /** TCP flags as tcpdump writes them; empty for others. */
  public String flags() {
    return ip.flags;
  }

  /** Reads a pcap file, little-endian with microseconds, as tcpdump writes it here. */
  static List<Packet> readAll(ByteBuffer file) {
    ByteBuffer in = file.order(ByteOrder.LITTLE_ENDIAN);
    List<Packet> packets = new ArrayList<>();
    int at = 24;
    while (at + 16 <= in.limit()) {
      long nanos = in.getInt(at) * 1_000_000_000L + in.getInt(at + 4) * 1_000L;
      int length = in.getInt(at + 8);
      if (at + 16 + length > in.limit()) {
        break; // still being written
      }
      ByteBuffer frame = in.slice(at + 16, length).order(ByteOrder.BIG_ENDIAN);
      switch (frame.getShort(12) & 0xffff) {
        case 0x0800 -> packets.add(four(nanos, frame.slice(14, length - 14)));
        case 0x86dd -> packets.add(six(nanos, frame.slice(14, length - 14)));
        default -> {
          // ARP and the like
        }
      }
      at += 16 + length;
    }
    return packets;
  }

  private static Packet four(long nanos, ByteBuffer ip) {
    int protocol = ip.get(9);
    int header = (ip.get(0) & 0xf) * 4;
    int dscp = (ip.get(1) & 0xff) >> 2;
    return packet(nanos, protocol, ip, header, new Ip(ip.get(8) & 0xff, dscp, ""));
  }

  private static Packet six(long nanos, ByteBuffer ip) {
    int dscp = (ip.getShort(0) >> 6) & 0x3f;
    return packet(nanos, ip.get(6), ip, 40, new Ip(ip.get(7) & 0xff, dscp, ""));
  }

  private static Packet packet(long nanos, int protocol, ByteBuffer ip, int header, Ip fields) {
    boolean ports = protocol == TCP || protocol == UDP;
    boolean v6 = header == 40;
    Ip all = new Ip(fields.ttl, fields.dscp, protocol == TCP ? flags(ip.get(header + 13)) : "");
    return new Packet(
        nanos,
        protocol,
        address(ip, v6 ? 8 : 12, v6 ? 16 : 4),
        ports ? ip.getShort(header) & 0xffff : 0,
        address(ip, v6 ? 24 : 16, v6 ? 16 : 4),
        ports ? ip.getShort(header + 2) & 0xffff : 0,
        all);
  }

  private static String flags(byte bits) {
    StringBuilder text = new StringBuilder();
    String names = "FSRP";
    for (int i = 0; i < names.length(); i++) {
      if ((bits & (1 << i)) != 0) {
        text.append(names.charAt(i));
      }
    }
    return text + ((bits & 0x10) != 0 ? "." : "");
  }

  private static String address(ByteBuffer in, int offset, int length) {
    byte[] bytes = new byte[length];
    in.get(offset, bytes);
    try {
      return InetAddress.getByAddress(bytes).getHostAddress();
    } catch (UnknownHostException e) {
      throw new IllegalStateException("4 and 16 bytes are always an address", e);
    }
  }
}
