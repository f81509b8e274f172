package io.kald.agent.config;

import io.kald.probe.address.IpText;
import org.jspecify.annotations.Nullable;

/** Addresses that are written correctly and cannot be probed. */
public final class HostRules {
  private HostRules() {}

  /**
   * Why the host cannot be a target, as the end of a message; null when it can. A name passes: what
   * it stands for is seen when it is looked up.
   *
   * @param withInterface whether the interface is configured, so that the address needs no zone
   */
  public static @Nullable String problem(String host, boolean withInterface) {
    String what = IpText.noHost(host);
    if (what != null) {
      return host + " is " + what + " (expected: the address of one host)";
    }
    return !withInterface && IpText.lacksZone(host)
        ? host
            + " is link-local and needs a zone (expected: "
            + host
            + "%eth0, with the interface's name)"
        : null;
  }
}
