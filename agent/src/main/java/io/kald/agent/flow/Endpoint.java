package io.kald.agent.flow;

/**
 * One end of an exchange as packets show it.
 *
 * @param address numeric, IPv6 in its short form
 * @param port TCP or UDP port; 0 where there is none
 */
public record Endpoint(String address, int port) implements Comparable<Endpoint> {
  @Override
  public int compareTo(Endpoint other) {
    int byAddress = address.compareTo(other.address);
    return byAddress != 0 ? byAddress : Integer.compare(port, other.port);
  }

  /** {@code 192.0.2.1:80}, {@code [2001:db8::1]:80}; without a port the address alone. */
  @Override
  public String toString() {
    if (port == 0) {
      return address;
    }
    return address.indexOf(':') >= 0 ? "[" + address + "]:" + port : address + ":" + port;
  }
}
