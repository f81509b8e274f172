package io.kald.agent.pcap;

import io.kald.probe.address.IpText;

/**
 * IP addresses as two longs; an IPv4 address lies in the low 32 bits as in {@code ::ffff:0:0/96}.
 */
public final class Addresses {
  private static final long MAPPED = 0xFFFF_0000_0000L;
  private static final String MAPPED_TEXT = "::ffff:";

  private Addresses() {}

  /** The low long of an IPv4 address; the high one is 0. */
  public static long mapped(int address) {
    return MAPPED | (address & 0xFFFF_FFFFL);
  }

  /**
   * The numeric text of an address.
   *
   * @param version 4 or 6
   */
  public static String text(int version, long high, long low) {
    return version == 4 ? IpText.v4((int) low) : IpText.v6(high, low);
  }

  /**
   * A numeric address as {@link #text} writes it: short, without a zone. Anything else is returned
   * as it is.
   */
  public static String asInPackets(String numeric) {
    if (numeric.indexOf(':') < 0) {
      return numeric;
    }
    byte[] bytes = IpText.bytes(numeric);
    if (bytes == null) {
      return numeric;
    }
    String text = IpText.of(bytes);
    // A mapped address is spoken to by IPv4.
    return text.startsWith(MAPPED_TEXT) && text.indexOf('.') > 0
        ? text.substring(MAPPED_TEXT.length())
        : text;
  }
}
