package io.kald.probe.host;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * Which prefixes' routes have changed, and when last: a route may have led elsewhere for a while
 * and be back by the time a probe is judged. Remembers the newest {@value #MOST} prefixes, and of
 * older ones the first bits and the greatest length. Any thread.
 */
final class RouteChanges {
  /** Nothing has changed. */
  static final int NONE = -1;

  static final int MOST = 1 << 14;

  /** More than any prefix has: the change of a rule, which may lead to any table. */
  private static final int RULE_BITS = 129;

  /** How much is kept of prefixes for which there is no room; makes 4,352 of them at most. */
  private static final int ROUGH_BITS = 8;

  private static final int ROUGH_BITS_OF_IPV6 = 12;

  private static final int BYTES_OF_IPV6 = 16;
  private static final int AF_INET6 = 10;

  /** Those the kernel has rules for: unspecified, default, main, local. */
  private final Set<Integer> tables = new HashSet<>(Set.of(0, 253, 254, 255));

  private boolean anyTable;

  /** The newest is last. */
  private final Map<Prefix, Long> changedNanos = new LinkedHashMap<>();

  private final Map<Prefix, Rough> forgotten = new LinkedHashMap<>();
  private final BitSet lengths = new BitSet(); // that any prefix had
  private long newestNanos;

  /** Addresses of one family whose first bits are these. */
  private record Prefix(int family, long high, long low, int bits, boolean rule) {
    static Prefix of(int family, byte[] address, int bits, boolean rule) {
      ByteBuffer in = ByteBuffer.wrap(Arrays.copyOf(address, BYTES_OF_IPV6));
      return new Prefix(family, in.getLong(), in.getLong(), bits, rule).first(bits);
    }

    Prefix first(int most) {
      int kept = Math.min(bits, most);
      return new Prefix(family, high & mask(kept), low & mask(kept - Long.SIZE), kept, rule);
    }

    Prefix rough() {
      return first(family == AF_INET6 ? ROUGH_BITS_OF_IPV6 : ROUGH_BITS);
    }

    private static long mask(int bits) {
      return bits <= 0 ? 0 : bits >= Long.SIZE ? -1L : -1L << (Long.SIZE - bits);
    }
  }

  /** What is left of the prefixes that begin alike: the greatest length, and the newest change. */
  private record Rough(int bits, long nanos) {
    Rough and(Rough other) {
      return new Rough(Math.max(bits, other.bits), nanos - other.nanos >= 0 ? nanos : other.nanos);
    }
  }

  /** A rule leads to that table. */
  synchronized void leadTo(int table) {
    tables.add(table);
  }

  /** A rule leads to the tables of VRFs, whichever these are. */
  synchronized void leadToAny() {
    anyTable = true;
  }

  /** Whether a rule leads, or has led, to that table. */
  synchronized boolean isUsed(int table) {
    return anyTable || tables.contains(table);
  }

  /**
   * A route, or a rule that chooses routes, was added, changed or removed.
   *
   * @param destination 4 or 16 bytes, or none: all addresses of the family
   */
  synchronized void changed(int family, byte[] destination, int bits, boolean rule, long nowNanos) {
    Prefix prefix = Prefix.of(family, destination, bits, rule);
    changedNanos.remove(prefix);
    changedNanos.put(prefix, nowNanos);
    lengths.set(bits);
    newestNanos = nowNanos;
    if (changedNanos.size() > MOST) {
      Prefix oldest = changedNanos.keySet().iterator().next();
      Rough left = new Rough(length(oldest), changedNanos.remove(oldest));
      Prefix rough = oldest.rough();
      forgotten.merge(rough, left, Rough::and);
      lengths.set(rough.bits);
    }
  }

  /**
   * The length of the longest prefix around that address of which a route has changed since. When
   * more have changed since than are remembered, any of those that begin like the address may have.
   */
  synchronized int longestSince(int family, byte[] address, long nanos) {
    if (changedNanos.isEmpty() || newestNanos - nanos < 0) {
      return NONE;
    }
    int longest = NONE;
    for (int bits = lengths.nextSetBit(0); bits >= 0; bits = lengths.nextSetBit(bits + 1)) {
      for (boolean rule : new boolean[] {false, true}) {
        Prefix prefix = Prefix.of(family, address, bits, rule);
        Long changed = changedNanos.get(prefix);
        if (changed != null && changed - nanos >= 0) {
          longest = Math.max(longest, length(prefix));
        }
        Rough rough = forgotten.get(prefix);
        if (rough != null && rough.nanos - nanos >= 0) {
          longest = Math.max(longest, rough.bits);
        }
      }
    }
    return longest;
  }

  private static int length(Prefix prefix) {
    return prefix.rule ? RULE_BITS : prefix.bits;
  }
}
