package io.kald.agent.pcap;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;

/**
 * IP addresses as two longs; an IPv4 address lies in the low 32 bits as in {@code ::ffff:0:0/96}.
 */
public final class Addresses {
  private static final long MAPPED = 0xFFFF_0000_0000L;
  private static final int GROUPS = 8;

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
    return version == 4 ? four((int) low) : six(high, low);
  }

  /**
   * A numeric address as {@link #text} writes it: short, without a zone. Anything else is returned
   * as it is.
   */
  public static String asInPackets(String numeric) {
    if (numeric.indexOf(':') < 0) {
      return numeric;
    }
    int zone = numeric.indexOf('%');
    try {
      // A text with a colon is never looked up.
      byte[] bytes =
          InetAddress.getByName(zone < 0 ? numeric : numeric.substring(0, zone)).getAddress();
      ByteBuffer halves = ByteBuffer.wrap(bytes);
      return bytes.length == Integer.BYTES
          ? four(halves.getInt())
          : six(halves.getLong(), halves.getLong());
    } catch (UnknownHostException e) {
      return numeric;
    }
  }

  private static String four(int address) {
    int second = (address >>> 16) & 0xFF;
    int third = (address >>> 8) & 0xFF;
    return (address >>> 24) + "." + second + "." + third + "." + (address & 0xFF);
  }

  /** The short form of RFC 5952: the first longest run of two zero groups or more is left out. */
  private static String six(long high, long low) {
    int bestStart = -1;
    int bestLength = 1;
    for (int i = 0; i < GROUPS; i++) {
      int length = zeros(high, low, i);
      if (length > bestLength) {
        bestStart = i;
        bestLength = length;
      }
    }
    var text = new StringBuilder(39);
    for (int i = 0; i < GROUPS; i++) {
      if (i == bestStart) {
        text.append("::");
        i += bestLength - 1;
        continue;
      }
      if (text.length() > 0 && text.charAt(text.length() - 1) != ':') {
        text.append(':');
      }
      text.append(Integer.toHexString(group(high, low, i)));
    }
    return text.toString();
  }

  private static int zeros(long high, long low, int from) {
    int i = from;
    while (i < GROUPS && group(high, low, i) == 0) {
      i++;
    }
    return i - from;
  }

  private static int group(long high, long low, int i) {
    return (int) ((i < 4 ? high : low) >>> (48 - 16 * (i & 3))) & 0xFFFF;
  }
}
