package io.kald.sccp;

import io.netty.buffer.ByteBuf;
import java.net.InetAddress;
import java.net.UnknownHostException;

/**
 * An IPv4 or IPv6 address as messages carry it: in network byte order, unlike every number beside
 * it.
 *
 * @param octets 4 or 16 bytes
 */
public record IpAddress(Octets octets) {
  /** 0.0.0.0. */
  public static final IpAddress ANY = new IpAddress(Octets.zeros(4));

  private static final int TYPED_WIDTH = 16;
  private static final int TYPE_IPV4 = 0;
  private static final int TYPE_IPV6 = 1;

  /** Checks the length. */
  public IpAddress {
    if (octets.length() != 4 && octets.length() != TYPED_WIDTH) {
      throw new IllegalArgumentException("octets: " + octets.length() + " (expected: 4 or 16)");
    }
  }

  /** An address from its 4 or 16 bytes, as {@code InetAddress.getAddress()} gives them. */
  public static IpAddress of(byte... octets) {
    return new IpAddress(Octets.of(octets));
  }

  /** The first four bytes as a little-endian number, the form an {@link Alarm} parameter has. */
  public int asParameter() {
    return octets.at(0) | octets.at(1) << 8 | octets.at(2) << 16 | octets.at(3) << 24;
  }

  boolean isIpv4() {
    return octets.length() == 4;
  }

  static IpAddress readIpv4(Body in) {
    return new IpAddress(in.octets(4));
  }

  /** Protocol 17 and later: u32 type, then 16 bytes of which IPv4 uses the first four. */
  static IpAddress readTyped(Body in) {
    int type = in.int32(TYPE_IPV4);
    Octets wide = in.octets(TYPED_WIDTH);
    return type == TYPE_IPV4
        ? of((byte) wide.at(0), (byte) wide.at(1), (byte) wide.at(2), (byte) wide.at(3))
        : new IpAddress(wide);
  }

  void writeIpv4(ByteBuf out) {
    (isIpv4() ? this : ANY).octets.writeTo(out);
  }

  void writeTyped(ByteBuf out) {
    out.writeIntLE(isIpv4() ? TYPE_IPV4 : TYPE_IPV6);
    octets.writeTo(out);
    out.writeZero(TYPED_WIDTH - octets.length());
  }

  /** As Java writes addresses: {@code 192.0.2.1}, {@code 2001:db8:0:0:0:0:0:1}. */
  @Override
  public String toString() {
    try {
      return InetAddress.getByAddress(octets.toBytes()).getHostAddress();
    } catch (UnknownHostException e) {
      throw new IllegalStateException("4 or 16 bytes are always an address", e);
    }
  }
}
