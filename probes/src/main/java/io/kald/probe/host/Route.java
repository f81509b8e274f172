package io.kald.probe.host;

import org.jspecify.annotations.Nullable;

/**
 * The way to one address by the kernel's choice.
 *
 * @param interfaceIndex the interface packets leave by; 0 when there is no way
 * @param gateway the next hop, which may be IPv6 on the way to an IPv4 target, or null: the target
 *     itself is the next hop
 * @param source the numeric address packets leave from when they are bound to none; null when not
 *     known
 * @param errno why there is no way, or 0
 */
record Route(int interfaceIndex, @Nullable NextHop gateway, @Nullable String source, int errno) {
  static Route none(int errno) {
    return new Route(0, null, null, errno);
  }

  /** Whose hardware address packets to the target of that path need. */
  NextHop hopTo(EgressPath path) {
    return gateway == null ? new NextHop(interfaceIndex, path.family(), path.target()) : gateway;
  }
}
