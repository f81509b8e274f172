package io.kald.probe.address;

import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The one spelling of an IP address in results, journal, metrics and reports: dotted decimal, and
 * for IPv6 that of RFC 5952 (lower case, no leading zeros, the first longest run of zero groups
 * left out, an IPv4-mapped address with its dotted tail). Pure; no name is ever looked up.
 */
public final class IpText {
  private static final int GROUPS = 8;
  private static final int V4_BYTES = 4;
  private static final int V6_BYTES = 16;
  private static final long MAPPED = 0xFFFFL;

  private IpText() {}

  /** The text of four or sixteen bytes in network order. */
  public static String of(byte[] address) {
    ByteBuffer in = ByteBuffer.wrap(address);
    return switch (address.length) {
      case V4_BYTES -> v4(in.getInt());
      case V6_BYTES -> v6(in.getLong(), in.getLong());
      default ->
          throw new IllegalArgumentException(
              "address: " + address.length + " bytes (expected: 4 or 16)");
    };
  }

  /** The text of an IPv4 address. */
  public static String v4(int address) {
    return (address >>> 24)
        + "."
        + ((address >>> 16) & 0xFF)
        + "."
        + ((address >>> 8) & 0xFF)
        + "."
        + (address & 0xFF);
  }

  /** The text of an IPv6 address, given as its first and its last eight bytes. */
  public static String v6(long high, long low) {
    if (high == 0 && low >>> 32 == MAPPED) {
      return "::ffff:" + v4((int) low);
    }
    int bestStart = -1;
    int bestLength = 1;
    for (int i = 0; i < GROUPS; i++) {
      int length = zeros(high, low, i);
      if (length > bestLength) {
        bestStart = i;
        bestLength = length;
      }
    }
    StringBuilder text = new StringBuilder(39);
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

  /** A numeric address in the one spelling, its zone kept; any other text as it is. */
  public static String canonical(String text) {
    byte[] address = bytes(text);
    if (address == null) {
      return text;
    }
    int percent = text.indexOf('%');
    return percent < 0 ? of(address) : of(address) + text.substring(percent);
  }

  /** The bytes of a numeric address, whatever its zone; null when the text is none. */
  public static byte @Nullable [] bytes(String text) {
    int percent = text.indexOf('%');
    String bare = percent < 0 ? text : text.substring(0, percent);
    ByteBuffer out = ByteBuffer.allocate(V6_BYTES);
    if (bare.indexOf(':') < 0) {
      boolean good = percent < 0 && putV4(bare, out);
      return good ? Arrays.copyOf(out.array(), V4_BYTES) : null;
    }
    return putV6(bare, out) ? out.array() : null;
  }

  private static boolean putV4(String text, ByteBuffer out) {
    String[] parts = text.split("\\.", -1);
    if (parts.length != V4_BYTES || out.remaining() < V4_BYTES) {
      return false;
    }
    for (String part : parts) {
      int octet = number(part, 10, 3);
      if (octet < 0 || octet > 255) {
        return false;
      }
      out.put((byte) octet);
    }
    return true;
  }

  private static boolean putV6(String text, ByteBuffer out) {
    int gap = text.indexOf("::");
    if (gap < 0) {
      return putGroups(text, out, true) && !out.hasRemaining();
    }
    ByteBuffer tail = ByteBuffer.allocate(V6_BYTES);
    String after = text.substring(gap + 2);
    boolean good =
        (gap == 0 || putGroups(text.substring(0, gap), out, false))
            && (after.isEmpty() || putGroups(after, tail, true))
            && tail.position() <= out.remaining() - 2;
    if (!good) {
      return false;
    }
    out.position(V6_BYTES - tail.position());
    out.put(tail.flip());
    return true;
  }

  private static boolean putGroups(String text, ByteBuffer out, boolean mayEndInV4) {
    String[] parts = text.split(":", -1);
    for (int i = 0; i < parts.length; i++) {
      if (mayEndInV4 && i == parts.length - 1 && parts[i].indexOf('.') >= 0) {
        return putV4(parts[i], out);
      }
      int group = number(parts[i], 16, 4);
      if (group < 0 || out.remaining() < 2) {
        return false;
      }
      out.putShort((short) group);
    }
    return true;
  }

  private static int number(String text, int radix, int maxDigits) {
    if (text.isEmpty() || text.length() > maxDigits) {
      return -1;
    }
    int value = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      int digit = c < 128 ? Character.digit(c, radix) : -1;
      if (digit < 0) {
        return -1;
      }
      value = value * radix + digit;
    }
    return value;
  }

  /**
   * Why no single host can have this address: it is unspecified, multicast or broadcast. Null for
   * any other address and for text that is none.
   */
  public static @Nullable String noHost(String text) {
    byte[] address = bytes(text);
    if (address == null) {
      return null;
    }
    ByteBuffer in = ByteBuffer.wrap(address);
    if (address.length == V4_BYTES) {
      return noHostV4(in.getInt());
    }
    long high = in.getLong();
    long low = in.getLong();
    if (high == 0 && low >>> 32 == MAPPED) {
      return noHostV4((int) low);
    }
    if (high == 0 && low == 0) {
      return "the unspecified address";
    }
    return high >>> 56 == 0xFF ? "a multicast address" : null;
  }

  /**
   * Why a host cannot be asked.
   *
   * @param address what it stands for, see {@link #noHost}, or empty: nothing
   */
  public static String noAddress(String host, String address) {
    String what = noHost(address);
    return what == null ? "no address for " + host : host + " is " + address + ", " + what;
  }

  private static @Nullable String noHostV4(int address) {
    if (address == 0) {
      return "the unspecified address";
    }
    if (address == -1) {
      return "the broadcast address";
    }
    int first = address >>> 24;
    if (first == 0) {
      return "an address of 0.0.0.0/8";
    }
    return first >= 224 && first < 240 ? "a multicast address" : null;
  }

  /** Whether it is an IPv6 link-local address (fe80::/10) without a zone. */
  public static boolean lacksZone(String text) {
    byte[] address = text.indexOf('%') < 0 ? bytes(text) : null;
    return address != null
        && address.length == V6_BYTES
        && (address[0] & 0xFF) == 0xFE
        && (address[1] & 0xC0) == 0x80;
  }
}
