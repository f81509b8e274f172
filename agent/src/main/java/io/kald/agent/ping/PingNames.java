package io.kald.agent.ping;

import io.kald.probe.Egress;
import io.kald.probe.Family;
import io.kald.probe.address.IpText;
import io.kald.probe.name.HostNames;
import java.net.UnknownHostException;

/** Looks a name up once, as the daemon does. Waits for it. */
public final class PingNames {
  private PingNames() {}

  /**
   * The address to probe: the first by RFC 6724 that has a route.
   *
   * @throws UnaskableException when there is none
   */
  public static String address(String host, Family family, Egress egress)
      throws UnaskableException {
    try {
      String address = IpText.canonical(HostNames.once(host, family, egress));
      String noHost = IpText.noHost(address);
      if (noHost != null) {
        throw new UnaskableException(host + " is " + address + ", " + noHost, false);
      }
      return address;
    } catch (UnknownHostException e) {
      throw new UnaskableException(String.valueOf(e.getMessage()), false);
    }
  }
}
