package io.kald.probe.host;

import io.kald.probe.net.Libc;
import java.util.BitSet;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Which prefixes' routes have changed, and when last: a route may have led elsewhere for a while
 * and be back by the time a probe is judged. Remembers the newest {@value #MOST} prefixes, and of
 * older ones the first bits and the greatest length; and the newest {@value #MOST_RULES} rules. Any
 * thread.
 */
final class RouteChanges {
  /** Nothing has changed. */
  static final int NONE = -1;

  static final int MOST = 1 << 14;

  private static final int MOST_RULES = 1024;

  /** More than any prefix has: the change of a rule, which may lead to any table. */
  private static final int RULE_BITS = 129;

  /** How much is kept of prefixes for which there is no room; makes 4,352 of them at most. */
  private static final int ROUGH_BITS = 8;

  private static final int ROUGH_BITS_OF_IPV6 = 12;

  /** Those the kernel has rules for: unspecified, default, main, local. */
  private final Set<Integer> tables = new HashSet<>(Set.of(0, 253, 254, 255));

  private boolean anyTable;

  /** The newest is last. */
  private final Map<AddressBlock, Long> routes = new LinkedHashMap<>();

  private final Map<AddressBlock, Rough> forgotten = new LinkedHashMap<>();
  private final BitSet lengths = new BitSet(); // that any prefix had

  /** The newest is last. */
  private final Map<Rule, Long> rules = new LinkedHashMap<>();

  private boolean rulesForgotten;
  private long forgottenRuleNanos; // the newest of them
  private long newestNanos;
  private boolean any;

  private record Rule(AddressBlock destination, RuleSelectors selectors) {}

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

  /** A route was added, changed or removed. */
  synchronized void route(AddressBlock destination, long nowNanos) {
    AddressBlock prefix = destination.first(destination.bits());
    routes.remove(prefix);
    routes.put(prefix, nowNanos);
    lengths.set(prefix.bits());
    noted(nowNanos);
    if (routes.size() > MOST) {
      AddressBlock oldest = routes.keySet().iterator().next();
      Rough left = new Rough(oldest.bits(), routes.remove(oldest));
      AddressBlock rough =
          oldest.first(oldest.family() == Libc.AF_INET6 ? ROUGH_BITS_OF_IPV6 : ROUGH_BITS);
      forgotten.merge(rough, left, Rough::and);
      lengths.set(rough.bits());
    }
  }

  /** The same of a rule that chooses routes. */
  synchronized void rule(AddressBlock destination, RuleSelectors selectors, long nowNanos) {
    Rule rule = new Rule(destination, selectors);
    rules.remove(rule);
    rules.put(rule, nowNanos);
    noted(nowNanos);
    if (rules.size() > MOST_RULES) {
      forgottenRuleNanos = rules.remove(rules.keySet().iterator().next());
      rulesForgotten = true;
    }
  }

  private void noted(long nowNanos) {
    newestNanos = nowNanos;
    any = true;
  }

  /**
   * The length of the longest prefix around that address of which a route has changed since. When
   * more have changed since than are remembered, any of those that begin like the address may have;
   * and any rule.
   *
   * @param matters which rules may choose the route
   */
  synchronized int longestSince(
      int family, byte[] address, long nanos, Predicate<RuleSelectors> matters) {
    if (!any || newestNanos - nanos < 0) {
      return NONE;
    }
    AddressBlock target = AddressBlock.of(family, address, address.length * Byte.SIZE);
    return ruleSince(target, nanos, matters) ? RULE_BITS : routeSince(target, nanos);
  }

  private boolean ruleSince(AddressBlock target, long nanos, Predicate<RuleSelectors> matters) {
    if (rulesForgotten && forgottenRuleNanos - nanos >= 0) {
      return true;
    }
    return rules.entrySet().stream()
        .anyMatch(
            one ->
                one.getValue() - nanos >= 0
                    && one.getKey().destination().covers(target)
                    && matters.test(one.getKey().selectors()));
  }

  private int routeSince(AddressBlock target, long nanos) {
    int longest = NONE;
    for (int bits = lengths.nextSetBit(0); bits >= 0; bits = lengths.nextSetBit(bits + 1)) {
      AddressBlock prefix = target.first(bits);
      Long changed = routes.get(prefix);
      if (changed != null && changed - nanos >= 0) {
        longest = Math.max(longest, prefix.bits());
      }
      Rough rough = forgotten.get(prefix);
      if (rough != null && rough.nanos() - nanos >= 0) {
        longest = Math.max(longest, rough.bits());
      }
    }
    return longest;
  }
}
