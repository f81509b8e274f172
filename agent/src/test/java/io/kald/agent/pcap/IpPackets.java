package io.kald.agent.pcap;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;

/** IP packets with right checksums, as a kernel would send them. */
public final class IpPackets {
  private static final int TCP = 6;
  private static final int ICMP = 1;
  private static final int ICMP6 = 58;

  private IpPackets() {}

  /** A TCP segment; ports, numbers and flags as in its header. */
  public record Segment(
      int sourcePort, int targetPort, int sequence, int acknowledgement, int flags) {}

  /**
   * A packet with a TCP segment.
   *
   * @param options filled up to whole words
   */
  public static byte[] tcp(
      String source, String target, int ipId, Segment segment, byte[] options, byte[] payload) {
    int header = 20 + ((options.length + 3) & ~3);
    ByteBuffer out = ByteBuffer.allocate(header + payload.length);
    out.putShort((short) segment.sourcePort()).putShort((short) segment.targetPort());
    out.putInt(segment.sequence()).putInt(segment.acknowledgement());
    out.put((byte) ((header / 4) << 4)).put((byte) segment.flags()).putShort((short) 64_000);
    out.putInt(0).put(options).position(header).put(payload);
    return ip(source, target, TCP, ipId, checked(source, target, TCP, 16, out.array()));
  }

  /** A packet with an echo request. */
  public static byte[] echoRequest(String source, String target, int identifier, int sequence) {
    return echo(source, target, isSix(source) ? 128 : 8, identifier, sequence);
  }

  /** A packet with an echo reply. */
  public static byte[] echoReply(String source, String target, int identifier, int sequence) {
    return echo(source, target, isSix(source) ? 129 : 0, identifier, sequence);
  }

  /**
   * A packet with an ICMP or ICMPv6 error.
   *
   * @param about the packet it quotes, as long as it quotes it
   */
  public static byte[] icmpError(String source, String target, int type, int code, byte[] about) {
    ByteBuffer out = ByteBuffer.allocate(8 + about.length);
    out.put((byte) type).put((byte) code).position(8).put(about);
    int protocol = isSix(source) ? ICMP6 : ICMP;
    return ip(source, target, protocol, 0, checked(source, target, protocol, 2, out.array()));
  }

  /** Any IP packet without options. */
  public static byte[] ip(String source, String target, int protocol, int ipId, byte[] content) {
    byte[] from = address(source);
    byte[] to = address(target);
    ByteBuffer out = ByteBuffer.allocate((isSix(source) ? 40 : 20) + content.length);
    if (isSix(source)) {
      out.putInt(0x6000_0000).putShort((short) content.length);
      out.put((byte) protocol).put((byte) 64).put(from).put(to).put(content);
      return out.array();
    }
    out.putShort((short) 0x4500).putShort((short) out.capacity()).putShort((short) ipId);
    out.putShort((short) 0x4000).put((byte) 64).put((byte) protocol).putShort((short) 0);
    out.put(from).put(to).put(content);
    out.putShort(10, (short) ~sum(0, out.array(), 20));
    return out.array();
  }

  /** Whether an address is IPv6. */
  static boolean isSix(String address) {
    return address.indexOf(':') >= 0;
  }

  private static byte[] echo(String source, String target, int type, int identifier, int sequence) {
    ByteBuffer out = ByteBuffer.allocate(16);
    out.put((byte) type).position(4);
    out.putShort((short) identifier).putShort((short) sequence).putLong(0x6B616C64_6B616C64L);
    int protocol = isSix(source) ? ICMP6 : ICMP;
    return ip(source, target, protocol, 7, checked(source, target, protocol, 2, out.array()));
  }

  /** Writes the checksum at an offset; IPv4's ICMP is the only one without a pseudo header. */
  private static byte[] checked(
      String source, String target, int protocol, int offset, byte[] content) {
    int pseudo = 0;
    if (protocol != ICMP) {
      byte[] from = address(source);
      byte[] to = address(target);
      pseudo = sum(sum(protocol + content.length, from, from.length), to, to.length);
    }
    ByteBuffer.wrap(content).putShort(offset, (short) ~sum(pseudo, content, content.length));
    return content;
  }

  private static int sum(int start, byte[] bytes, int length) {
    int sum = start;
    for (int i = 0; i < length; i++) {
      sum += (bytes[i] & 0xFF) << ((i & 1) == 0 ? 8 : 0);
    }
    while (sum >>> 16 != 0) {
      sum = (sum & 0xFFFF) + (sum >>> 16);
    }
    return sum;
  }

  private static byte[] address(String text) {
    try {
      return InetAddress.getByName(text).getAddress();
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException("not a numeric address: " + text, e);
    }
  }
}
