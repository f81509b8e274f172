package io.kald.probe.host;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Which prefixes' routes have changed, and when last: a route may have led elsewhere for a while
 * and be back by the time a probe is judged. Remembers the newest 1,024 prefixes and rules. Any
 * thread.
 */
final class RouteChanges {
  /** Nothing has changed. */
  static final int NONE = -1;

  private static final int MOST = 1024;

  /** More than any prefix has: the change of a rule, which may lead to any table. */
  private static final int RULE_BITS = 129;

  /** The newest is last. */
  private final Map<Change, Long> changedNanos = new LinkedHashMap<>();

  private long newestNanos;
  private long forgottenNanos; // of the newest change that is not remembered
  private boolean forgotten;

  /** What has changed: the routes to a block, or a rule about it. */
  private record Change(AddressBlock destination, @Nullable RuleSelectors rule) {
    int bits() {
      return rule == null ? destination.bits() : RULE_BITS;
    }
  }

  /** A route was added, changed or removed. */
  void route(AddressBlock destination, long nowNanos) {
    changed(new Change(destination, null), nowNanos);
  }

  /** The same of a rule that chooses routes. */
  void rule(AddressBlock destination, RuleSelectors selectors, long nowNanos) {
    changed(new Change(destination, selectors), nowNanos);
  }

  private synchronized void changed(Change change, long nowNanos) {
    changedNanos.remove(change);
    changedNanos.put(change, nowNanos);
    newestNanos = nowNanos;
    if (changedNanos.size() > MOST) {
      forgottenNanos = changedNanos.remove(changedNanos.keySet().iterator().next());
      forgotten = true;
    }
  }

  /**
   * The length of the longest prefix around that address of which a route has changed since. When
   * more have changed since than are remembered, any may have.
   *
   * @param matters which rules may choose the route
   */
  synchronized int longestSince(
      int family, byte[] address, long nanos, Predicate<RuleSelectors> matters) {
    if (changedNanos.isEmpty() || newestNanos - nanos < 0) {
      return NONE;
    }
    if (forgotten && forgottenNanos - nanos >= 0) {
      return RULE_BITS;
    }
    AddressBlock target = AddressBlock.of(family, address, address.length * Byte.SIZE);
    int longest = NONE;
    for (Map.Entry<Change, Long> one : changedNanos.entrySet()) {
      Change change = one.getKey();
      boolean covers = one.getValue() - nanos >= 0 && change.destination.covers(target);
      if (covers && (change.rule == null || matters.test(change.rule))) {
        longest = Math.max(longest, change.bits());
      }
    }
    return longest;
  }
}
