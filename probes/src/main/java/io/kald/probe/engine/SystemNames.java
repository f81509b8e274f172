package io.kald.probe.engine;

import io.kald.probe.Family;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.security.Security;
import java.util.Arrays;
import java.util.List;

/**
 * Looks names up as every program of the machine does: /etc/hosts, then whatever nsswitch.conf
 * says. Blocks.
 */
final class SystemNames implements NameBook.Lookup {
  static {
    // The book asks as often as it is told to; a second memory would only hide changes from it.
    Security.setProperty("networkaddress.cache.ttl", "0");
    Security.setProperty("networkaddress.cache.negative.ttl", "0");
  }

  @Override
  public List<String> addresses(String host, Family family) throws UnknownHostException {
    return Arrays.stream(InetAddress.getAllByName(host))
        .filter(address -> isOf(family, address))
        .map(InetAddress::getHostAddress)
        .toList();
  }

  private static boolean isOf(Family family, InetAddress address) {
    return switch (family) {
      case ANY -> true;
      case IPV4 -> address instanceof Inet4Address;
      case IPV6 -> !(address instanceof Inet4Address);
    };
  }
}
