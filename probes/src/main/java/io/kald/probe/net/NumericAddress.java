package io.kald.probe.net;

import io.kald.probe.address.IpText;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;

/** Numeric addresses as the JDK's sockets want them. Never asks a resolver. Any thread. */
public final class NumericAddress {
  private NumericAddress() {}

  /**
   * Reads an address.
   *
   * @param text IPv4 or IPv6, with a zone where it needs one; the kernel is asked for the zone's
   *     index, which the JDK reads from another network namespace than the calling thread's
   * @throws IllegalArgumentException when the text is no numeric address, or its zone is not of
   *     this machine
   */
  public static InetAddress of(String text) {
    byte[] bytes = IpText.bytes(text);
    if (bytes == null) {
      throw new IllegalArgumentException("address: " + text + " (expected: numeric)");
    }
    SockAddr zoned = Libc.available() && text.indexOf('%') >= 0 ? SockAddr.parse(text, 0) : null;
    try {
      if (zoned != null) {
        return Inet6Address.getByAddress(null, bytes, zoned.scope());
      }
      // A zone is only read by name; text that is numeric is never looked up.
      return text.indexOf('%') < 0 ? InetAddress.getByAddress(bytes) : InetAddress.getByName(text);
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException(
          "address: " + text + " (expected: a zone of this machine)", e);
    }
  }
}
