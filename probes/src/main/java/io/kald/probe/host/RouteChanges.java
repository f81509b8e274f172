package io.kald.probe.host;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Which prefixes' routes have changed, and when last: a route may have led elsewhere for a while
 * and be back by the time a probe is judged. Remembers the newest 1,024 prefixes. Any thread.
 */
final class RouteChanges {
  /** Nothing has changed. */
  static final int NONE = -1;

  private static final int MOST = 1024;

  /** More than any prefix has: the change of a rule, which may lead to any table. */
  private static final int RULE_BITS = 129;

  /** The newest is last. */
  private final Map<Prefix, Long> changedNanos = new LinkedHashMap<>();

  private long newestNanos;
  private long forgottenNanos; // of the newest change that is not remembered
  private boolean forgotten;

  /** Addresses of one family whose first bits are these. */
  private record Prefix(int family, long high, long low, int bits, boolean rule) {
    boolean covers(int otherFamily, long otherHigh, long otherLow) {
      return family == otherFamily
          && ((high ^ otherHigh) & mask(bits)) == 0
          && ((low ^ otherLow) & mask(bits - Long.SIZE)) == 0;
    }

    private static long mask(int bits) {
      return bits <= 0 ? 0 : bits >= Long.SIZE ? -1L : -1L << (Long.SIZE - bits);
    }
  }

  /**
   * A route, or a rule that chooses routes, was added, changed or removed.
   *
   * @param destination 4 or 16 bytes, or none: all addresses of the family
   */
  synchronized void changed(int family, byte[] destination, int bits, boolean rule, long nowNanos) {
    ByteBuffer in = ByteBuffer.wrap(padded(destination));
    Prefix prefix = new Prefix(family, in.getLong(), in.getLong(), bits, rule);
    changedNanos.remove(prefix);
    changedNanos.put(prefix, nowNanos);
    newestNanos = nowNanos;
    if (changedNanos.size() > MOST) {
      forgottenNanos = changedNanos.remove(changedNanos.keySet().iterator().next());
      forgotten = true;
    }
  }

  /**
   * The length of the longest prefix around that address of which a route has changed since. When
   * more have changed since than are remembered, any may have.
   */
  synchronized int longestSince(int family, byte[] address, long nanos) {
    if (changedNanos.isEmpty() || newestNanos - nanos < 0) {
      return NONE;
    }
    if (forgotten && forgottenNanos - nanos >= 0) {
      return RULE_BITS;
    }
    ByteBuffer in = ByteBuffer.wrap(padded(address));
    long high = in.getLong();
    long low = in.getLong();
    int longest = NONE;
    for (Map.Entry<Prefix, Long> one : changedNanos.entrySet()) {
      Prefix prefix = one.getKey();
      if (one.getValue() - nanos >= 0 && prefix.covers(family, high, low)) {
        longest = Math.max(longest, prefix.rule ? RULE_BITS : prefix.bits);
      }
    }
    return longest;
  }

  private static byte[] padded(byte[] address) {
    return Arrays.copyOf(address, 16);
  }
}
