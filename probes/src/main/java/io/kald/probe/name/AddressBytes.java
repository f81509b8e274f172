package io.kald.probe.name;

import java.util.List;

/** Arithmetic of addresses of 16 bytes, where IPv4 is mapped to {@code ::ffff:a.b.c.d}. Pure. */
final class AddressBytes {
  private static final int LENGTH = 16;
  private static final int IPV4_AT = 12;

  private AddressBytes() {}

  /** 16 bytes for an address of 4 or 16. */
  static byte[] mapped(byte[] address) {
    if (address.length == LENGTH) {
      return address;
    }
    byte[] mapped = new byte[LENGTH];
    mapped[10] = (byte) 0xff;
    mapped[11] = (byte) 0xff;
    System.arraycopy(address, 0, mapped, IPV4_AT, address.length);
    return mapped;
  }

  static boolean isIpv4(byte[] mapped) {
    for (int i = 0; i < 10; i++) {
      if (mapped[i] != 0) {
        return false;
      }
    }
    return mapped[10] == (byte) 0xff && mapped[11] == (byte) 0xff;
  }

  /** How many leading bits two addresses share, 0 to 128. */
  static int commonBits(byte[] one, byte[] other) {
    for (int i = 0; i < LENGTH; i++) {
      int differing = (one[i] ^ other[i]) & 0xff;
      if (differing != 0) {
        return i * 8 + Integer.numberOfLeadingZeros(differing) - 24;
      }
    }
    return LENGTH * 8;
  }

  static int commonBits(byte[] one, List<Byte> other) {
    byte[] bytes = new byte[LENGTH];
    for (int i = 0; i < LENGTH; i++) {
      bytes[i] = other.get(i);
    }
    return commonBits(one, bytes);
  }

  /** The scope of RFC 6724, section 3.1: 2 is link-local, 5 site-local, 14 global. */
  static int scope(byte[] address) {
    int first = address[0] & 0xff;
    int second = address[1] & 0xff;
    if (isIpv4(address)) {
      int high = address[IPV4_AT] & 0xff;
      boolean linkLocal = high == 169 && (address[IPV4_AT + 1] & 0xff) == 254;
      return high == 127 || linkLocal ? 2 : 14;
    }
    if (first == 0xff) {
      return second & 0xf;
    }
    if (first == 0xfe && (second & 0xc0) == 0x80) {
      return 2;
    }
    if (first == 0xfe && (second & 0xc0) == 0xc0) {
      return 5;
    }
    return isLoopback(address) ? 2 : 14;
  }

  private static boolean isLoopback(byte[] address) {
    for (int i = 0; i < LENGTH - 1; i++) {
      if (address[i] != 0) {
        return false;
      }
    }
    return address[LENGTH - 1] == 1;
  }
}
