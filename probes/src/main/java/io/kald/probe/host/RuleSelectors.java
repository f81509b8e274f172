package io.kald.probe.host;

import io.kald.probe.address.IpText;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a rule of policy routing asks of a packet beside its destination, as far as kald reads it.
 *
 * @param source where it must come from, or null: anywhere
 * @param mark its mark, of which the bits of {@code markMask} count
 * @param arriving whether it must have arrived by an interface: no packet of this machine has
 * @param bound whether its socket must be bound to a device, or to a VRF by one
 * @param protocol its IP protocol, or 0
 * @param firstPort its destination port, the least; 0 to 65,535
 * @param lastPort the greatest
 */
record RuleSelectors(
    @Nullable AddressBlock source,
    int mark,
    int markMask,
    boolean arriving,
    boolean bound,
    int protocol,
    int firstPort,
    int lastPort) {
  private static final int MOST_PORTS = 0xffff;

  /** Those of a rule that takes any packet, or one of which kald knows no better. */
  static final RuleSelectors ANY = new RuleSelectors(null, 0, 0, false, false, 0, 0, MOST_PORTS);

  /**
   * Whether such a rule may choose the route of a path's packets. The kernel looks the way back up
   * as well, without mark and device (rp_filter), so a rule for unmarked packets may.
   *
   * @param sources numeric addresses they may come from; empty when that is not known
   */
  boolean mayMatch(EgressPath path, List<String> sources) {
    return !arriving
        && (!bound || path.interfaceIndex() != 0)
        && (isMark(path.mark()) || isMark(0))
        && (protocol == 0 || path.protocol() == 0 || protocol == path.protocol())
        && (path.port() == 0 || (firstPort <= path.port() && path.port() <= lastPort))
        && (source == null || sources.isEmpty() || sources.stream().anyMatch(this::isFrom));
  }

  private boolean isMark(int other) {
    return (other & markMask) == (mark & markMask);
  }

  private boolean isFrom(String address) {
    byte[] bytes = IpText.bytes(address);
    return bytes == null || source == null || source.covers(bytes);
  }
}
