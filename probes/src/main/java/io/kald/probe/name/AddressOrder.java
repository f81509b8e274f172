package io.kald.probe.name;

import java.net.InetAddress;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Destination address selection of RFC 6724, section 6. Pure. Rules 3 (deprecated), 4 (home
 * address) and 7 (tunnels) are left out: the source is the one the kernel has chosen, which avoids
 * the first two itself, and no interface says reliably that it is a tunnel. Rule 9 is for IPv6
 * only, as longest prefixes of IPv4 mean nothing and would end round robin.
 */
final class AddressOrder {
  /**
   * A destination.
   *
   * @param source the address the kernel would send from, or null: it has no route
   */
  record Candidate(InetAddress address, @Nullable InetAddress source) {
    boolean usable() {
      return source != null;
    }
  }

  private AddressOrder() {}

  /** Best first; equal ones keep their order. */
  static List<Candidate> sorted(List<Candidate> candidates, PolicyTable policy) {
    return candidates.stream()
        .map(candidate -> Ranked.of(candidate, policy))
        .sorted(Ranked.ORDER)
        .map(Ranked::candidate)
        .toList();
  }

  /**
   * Whether an address that is in use is kept though another one is better: it has a route, and a
   * source of its scope where the other has one. A link-local source reaches no global address
   * beyond the link.
   */
  static boolean keeps(Candidate current, Candidate best) {
    return Ranked.REACH.compare(
            Ranked.of(current, PolicyTable.USUAL), Ranked.of(best, PolicyTable.USUAL))
        <= 0;
  }

  /** What the rules compare; the smaller is the better everywhere. */
  private record Ranked(
      Candidate candidate,
      boolean unusable,
      boolean otherScope,
      boolean otherLabel,
      int precedence,
      int scope,
      int prefix) {
    private static final Comparator<Ranked> REACH =
        Comparator.comparing(Ranked::unusable) // rule 1
            .thenComparing(Ranked::otherScope); // rule 2

    private static final Comparator<Ranked> ORDER =
        REACH
            .thenComparing(Ranked::otherLabel) // rule 5
            .thenComparing(Ranked::precedence) // rule 6
            .thenComparing(Ranked::scope) // rule 8
            .thenComparing(Ranked::prefix); // rule 9

    static Ranked of(Candidate candidate, PolicyTable policy) {
      byte[] to = AddressBytes.mapped(candidate.address.getAddress());
      int scope = AddressBytes.scope(to);
      int precedence = -policy.precedence(to);
      InetAddress source = candidate.source;
      if (source == null) {
        return new Ranked(candidate, true, true, true, precedence, scope, 0);
      }
      byte[] from = AddressBytes.mapped(source.getAddress());
      int prefix = AddressBytes.isIpv4(to) ? 0 : -AddressBytes.commonBits(to, from);
      return new Ranked(
          candidate,
          false,
          AddressBytes.scope(from) != scope,
          policy.label(from) != policy.label(to),
          precedence,
          scope,
          prefix);
    }
  }
}
