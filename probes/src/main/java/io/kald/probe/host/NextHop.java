package io.kald.probe.host;

import io.kald.probe.address.IpText;
import java.util.Arrays;

/** The address a packet is handed to on an interface: a gateway's, or the target's own. */
final class NextHop {
  private final int interfaceIndex;
  private final int family;
  private final byte[] address;

  /** The bytes are not copied; nobody may change them. */
  NextHop(int interfaceIndex, int family, byte[] address) {
    this.interfaceIndex = interfaceIndex;
    this.family = family;
    this.address = address;
  }

  int interfaceIndex() {
    return interfaceIndex;
  }

  int family() {
    return family;
  }

  byte[] address() {
    return address;
  }

  /**
   * Whether it is a gateway; otherwise the target itself is the next hop, and the address empty.
   */
  boolean isGateway() {
    return address.length > 0;
  }

  /** For a reader: {@code 10.0.0.254 on eth0}. */
  String text(LinkTable links) {
    Link link = links.get(interfaceIndex);
    String name = link == null ? "#" + interfaceIndex : link.name();
    return isGateway() ? this + " on " + name : name;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof NextHop hop
        && hop.interfaceIndex == interfaceIndex
        && hop.family == family
        && Arrays.equals(hop.address, address);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(address) * 31 + interfaceIndex;
  }

  @Override
  public String toString() {
    return IpText.of(address);
  }
}
