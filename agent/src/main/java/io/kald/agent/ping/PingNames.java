package io.kald.agent.ping;

import io.kald.probe.Family;
import io.netty.util.NetUtil;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;

/** Looks a name up once, as every program of the machine does. Blocks. */
public final class PingNames {
  private PingNames() {}

  /**
   * The first address of the family.
   *
   * @throws UnaskableException when there is none
   */
  public static String address(String host, Family family) throws UnaskableException {
    return Arrays.stream(all(host))
        .filter(address -> isOf(family, address))
        .map(PingNames::text)
        .findFirst()
        .orElseThrow(
            () ->
                new UnaskableException(
                    host + ": has an address, but none of family " + word(family), false));
  }

  /** As people write it, with the zone where there is one. */
  private static String text(InetAddress address) {
    String plain = address.getHostAddress();
    int zone = plain.indexOf('%');
    return NetUtil.toAddressString(address) + (zone < 0 ? "" : plain.substring(zone));
  }

  private static InetAddress[] all(String host) throws UnaskableException {
    try {
      return InetAddress.getAllByName(host);
    } catch (UnknownHostException e) {
      throw new UnaskableException(host + ": this name has no address", false);
    }
  }

  private static boolean isOf(Family family, InetAddress address) {
    return switch (family) {
      case ANY -> true;
      case IPV4 -> address instanceof Inet4Address;
      case IPV6 -> !(address instanceof Inet4Address);
    };
  }

  private static String word(Family family) {
    return family == Family.IPV4 ? "ipv4" : "ipv6";
  }
}
