package io.kald.agent.http;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.Arrays;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * Whom the limits of one client count for.
 *
 * @param network an IPv4 address, or the first half of an IPv6 address: one machine may have all of
 *     the rest
 */
record Client(String network) {
  private static final int IPV6_NETWORK_BYTES = 8;

  static Client of(@Nullable SocketAddress remote) {
    if (!(remote instanceof InetSocketAddress address) || address.isUnresolved()) {
      return new Client("unknown");
    }
    InetAddress ip = address.getAddress();
    byte[] bytes = ip.getAddress();
    return new Client(
        bytes.length == 4
            ? ip.getHostAddress()
            : HexFormat.of().formatHex(Arrays.copyOf(bytes, IPV6_NETWORK_BYTES)) + "/64");
  }
}
