package io.kald.probe.icmp;

import io.kald.probe.address.IpText;
import io.kald.probe.net.SockAddr;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * An address in the form a sockaddr holds it, small enough for a hundred thousand of them.
 *
 * @param high the first eight bytes of an IPv6 address as they lie in memory; 0 for IPv4
 * @param low the last eight, or the four of an IPv4 address
 * @param scope interface index of a link-local address, else 0
 */
record Target(IcmpVersion version, long high, long low, int scope) {
  /** Reads a numeric address, with a zone if it needs one. */
  static Target parse(String address) {
    byte[] bytes = IpText.bytes(address);
    if (bytes == null) {
      throw new IllegalArgumentException("address: " + address + " (expected: numeric address)");
    }
    ByteBuffer memory = ByteBuffer.wrap(bytes).order(ByteOrder.nativeOrder());
    return bytes.length == 4
        ? new Target(IcmpVersion.V4, 0, memory.getInt(0), 0)
        : new Target(IcmpVersion.V6, memory.getLong(0), memory.getLong(8), scopeOf(address));
  }

  /** The address in network order. */
  byte[] bytes() {
    boolean v4 = version == IcmpVersion.V4;
    ByteBuffer memory = ByteBuffer.allocate(v4 ? 4 : 16).order(ByteOrder.nativeOrder());
    return (v4 ? memory.putInt((int) low) : memory.putLong(high).putLong(low)).array();
  }

  private static int scopeOf(String address) {
    SockAddr parsed = address.indexOf('%') < 0 ? null : SockAddr.parse(address, 0);
    return parsed == null ? 0 : parsed.buffer().getInt(24);
  }

  /** Writes a sockaddr with port 0 over one of the same family; returns its length. */
  int writeTo(ByteBuffer out, int at) {
    out.putShort(at, (short) version.family);
    if (version == IcmpVersion.V4) {
      out.putInt(at + 4, (int) low);
      return 16;
    }
    out.putLong(at + 8, high);
    out.putLong(at + 16, low);
    out.putInt(at + 24, scope);
    return 28;
  }

  /** Whether a sockaddr of the kernel's holds this address; its zone is not compared. */
  boolean isAt(ByteBuffer in, int at) {
    if (in.getShort(at) != version.family) {
      return false;
    }
    return version == IcmpVersion.V4
        ? in.getInt(at + 4) == (int) low
        : in.getLong(at + 8) == high && in.getLong(at + 16) == low;
  }
}
