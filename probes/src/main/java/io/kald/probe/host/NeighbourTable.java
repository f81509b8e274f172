package io.kald.probe.host;

/**
 * The kernel's table of neighbours of one address family, which all network namespaces share.
 *
 * @param ipv6 whether it is the table of IPv6
 * @param entries how many there are
 * @param limit how many there may be: the sysctl {@link #sysctl}
 * @param overflows how often the kernel had no room for another one, since the machine was started
 */
public record NeighbourTable(boolean ipv6, long entries, long limit, long overflows) {
  /** {@code ipv4} or {@code ipv6}. */
  public String family() {
    return ipv6 ? "ipv6" : "ipv4";
  }

  /** The name of the limit. */
  public String sysctl() {
    return "net." + family() + ".neigh.default.gc_thresh3";
  }
}
