package io.kald.probe.name;

import io.kald.probe.Family;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Names that no name server is asked for: RFC 6761, sections 6.3 and 6.4. Pure. */
final class SpecialNames {
  private static final byte[] LOOPBACK_4 = {127, 0, 0, 1};
  private static final byte[] LOOPBACK_6 = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1};

  private SpecialNames() {}

  /** What is known of the name; null: it is none of these. */
  static @Nullable Found found(String host, Family family) {
    String lower = host.toLowerCase(Locale.ROOT);
    String name = lower.endsWith(".") ? lower.substring(0, lower.length() - 1) : lower;
    if (name.equals("invalid") || name.endsWith(".invalid")) {
      return Found.none(Found.noAddress(Family.ANY));
    }
    return name.equals("localhost") || name.endsWith(".localhost") ? loopback(family) : null;
  }

  private static Found loopback(Family family) {
    List<InetAddress> all = new ArrayList<>();
    try {
      if (family != Family.IPV4) {
        all.add(InetAddress.getByAddress(LOOPBACK_6));
      }
      if (family != Family.IPV6) {
        all.add(InetAddress.getByAddress(LOOPBACK_4));
      }
    } catch (UnknownHostException e) {
      throw new IllegalStateException("4 and 16 bytes are always an address", e);
    }
    return Found.of(all);
  }
}
