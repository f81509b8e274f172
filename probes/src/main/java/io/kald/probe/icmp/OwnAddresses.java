package io.kald.probe.icmp;

import io.kald.probe.net.Libc;
import io.kald.probe.net.OffHeap;
import io.kald.probe.net.SockAddr;
import java.util.HashMap;
import java.util.Map;

/**
 * Whether an address is this machine's own. Asked of the routing table by connecting a UDP socket,
 * which sends nothing: only a machine's own address is reached from that same address, or from
 * another of loopback. (Binding to it would also succeed for others where ip_nonlocal_bind is set.)
 */
final class OwnAddresses {
  private static final long KEEP_NANOS = 1_000_000_000L;

  private final Map<String, Boolean> known = new HashMap<>();
  private final OffHeap name = OffHeap.of(SockAddr.MAX_BYTES + Integer.BYTES);
  private long sinceNanos;

  /**
   * Looks it up; an answer is kept for a second.
   *
   * @param sockaddr where the same address stands as a sockaddr
   */
  boolean contains(String address, IcmpVersion version, long sockaddr, long nowNanos) {
    if (nowNanos - sinceNanos > KEEP_NANOS) {
      known.clear();
      sinceNanos = nowNanos;
    }
    Boolean answer = known.get(address);
    if (answer == null) {
      answer = isOwn(address, version, sockaddr);
      known.put(address, answer);
    }
    return answer;
  }

  private static boolean isReachedFrom(String source, String address) {
    return source.equals(address) || source.startsWith("127.");
  }

  private boolean isOwn(String address, IcmpVersion version, long sockaddr) {
    int fd = Libc.socket(version.family, Libc.SOCK_DGRAM | Libc.SOCK_CLOEXEC, 0);
    if (fd < 0) {
      return false;
    }
    try {
      name.buffer().putInt(SockAddr.MAX_BYTES, SockAddr.MAX_BYTES);
      long at = name.address();
      return Libc.connect(fd, sockaddr, version == IcmpVersion.V4 ? 16 : SockAddr.MAX_BYTES) == 0
          && Libc.getsockname(fd, at, at + SockAddr.MAX_BYTES) == 0
          && isReachedFrom(SockAddr.addressIn(name.buffer(), 0), address);
    } finally {
      Libc.close(fd);
    }
  }
}
