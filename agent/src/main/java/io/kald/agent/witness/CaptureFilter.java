package io.kald.agent.witness;

import java.util.SortedSet;
import java.util.stream.Collectors;

/** What the kernel hands out of all packets, in the words of pcap-filter(7). */
final class CaptureFilter {
  /**
   * The kernel runs the filter on every packet of the machine: a longer list of ports costs more
   * than the packets it leaves out.
   */
  private static final int MOST_PORTS = 64;

  private CaptureFilter() {}

  /**
   * The same for the loopback interface, where every packet passes twice and libpcap throws the
   * first away: the kernel need not hand it out.
   */
  static String onLoopback(String filter) {
    return "inbound and (" + filter + ")";
  }

  /** The same with questions for hardware addresses, of which those of IPv6 are ICMP. */
  static String withNeighbours(String filter) {
    return "arp or " + filter;
  }

  /** Echoes, errors about them, and TCP to and from these ports. */
  static String of(SortedSet<Integer> ports) {
    if (ports.isEmpty()) {
      return "icmp or icmp6";
    }
    if (ports.size() > MOST_PORTS) {
      return "icmp or icmp6 or tcp";
    }
    return ports.stream()
        .map(port -> "tcp port " + port)
        .collect(Collectors.joining(" or ", "icmp or icmp6 or ", ""));
  }
}
