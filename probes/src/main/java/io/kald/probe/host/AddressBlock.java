package io.kald.probe.host;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Addresses of one family whose first bits are the same.
 *
 * @param high the first eight bytes, big-endian
 * @param low the last eight; 0 for IPv4
 * @param bits how many bits count, 0 to 128
 */
record AddressBlock(int family, long high, long low, int bits) {
  /**
   * A block.
   *
   * @param first 4 or 16 bytes, or none: zeros
   */
  static AddressBlock of(int family, byte[] first, int bits) {
    ByteBuffer in = ByteBuffer.wrap(Arrays.copyOf(first, 16));
    return new AddressBlock(family, in.getLong(), in.getLong(), bits);
  }

  /** Whether an address of the same family, 4 or 16 bytes, is in it. */
  boolean covers(byte[] address) {
    return covers(of(family, address, address.length * Byte.SIZE));
  }

  /** Whether all addresses of a block that is not wider are in it. */
  boolean covers(AddressBlock other) {
    return family == other.family
        && ((high ^ other.high) & mask(bits)) == 0
        && ((low ^ other.low) & mask(bits - Long.SIZE)) == 0;
  }

  /** The block around it that only that many bits make, or itself when it has no more. */
  AddressBlock first(int most) {
    int kept = Math.min(bits, most);
    return new AddressBlock(family, high & mask(kept), low & mask(kept - Long.SIZE), kept);
  }

  private static long mask(int bits) {
    return bits <= 0 ? 0 : bits >= Long.SIZE ? -1L : -1L << (Long.SIZE - bits);
  }
}
