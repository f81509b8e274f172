package io.kald.probe.name;

import io.kald.probe.Family;
import java.net.InetAddress;
import java.util.List;

/**
 * What one source says of a name.
 *
 * @param addresses empty: it has none
 * @param why when there are none, for a reader
 */
record Found(List<InetAddress> addresses, String why) {
  static Found of(List<InetAddress> addresses) {
    return new Found(List.copyOf(addresses), "");
  }

  static Found none(String why) {
    return new Found(List.of(), why);
  }

  /** A name without an address of the family that was asked for. */
  static String noAddress(Family family) {
    return switch (family) {
      case ANY -> "this name has no address";
      case IPV4 -> "this name has no IPv4 address";
      case IPV6 -> "this name has no IPv6 address";
    };
  }
}
