package io.kald.probe.host;

import io.kald.probe.net.Libc;
import java.util.concurrent.TimeUnit;

/**
 * How the kernel chooses among several gateways of a route, by {@code
 * net.ipv4.fib_multipath_hash_policy} and that of IPv6. Looked up at most once a second. Confined
 * to one thread, of whose network namespace it reports.
 *
 * <p>With ports in the hash a packet's gateway can be asked for only in part: a TCP socket that
 * leaves its port to the kernel is given a random gateway (Linux 6.16), and the question for an
 * IPv4 route hashes neither type and code of ICMP nor the chosen fields of policy 3 as a socket
 * does.
 */
final class MultipathHash {
  private static final long KEEP_NANOS = TimeUnit.SECONDS.toNanos(1);
  private static final int ADDRESSES = 0;
  private static final int PORTS = 1;
  private static final int INNER_ADDRESSES = 2;

  // state
  private boolean looked;
  private long lookedNanos;
  private long policy4;
  private long policy6;

  /** Whether ports, or ICMP type and code, choose among the gateways of a path. */
  boolean takesPorts(EgressPath path, long nowNanos) {
    long policy = policy(path.family() == Libc.AF_INET, nowNanos);
    return policy != Sysctl.NONE && policy != ADDRESSES && policy != INNER_ADDRESSES;
  }

  /** Whether the kernel's answer may name another gateway than a packet has taken. */
  boolean isGuess(EgressPath path, long nowNanos) {
    if (!takesPorts(path, nowNanos)) {
      return false;
    }
    boolean tcp = path.protocol() == Libc.IPPROTO_TCP;
    return path.family() == Libc.AF_INET
        ? !tcp || !path.hasSourcePorts() || policy4 != PORTS
        : tcp && !path.hasSourcePorts();
  }

  private long policy(boolean v4, long nowNanos) {
    if (!looked || nowNanos - lookedNanos >= KEEP_NANOS) {
      looked = true;
      lookedNanos = nowNanos;
      policy4 = Sysctl.number("ipv4/fib_multipath_hash_policy");
      policy6 = Sysctl.number("ipv6/fib_multipath_hash_policy");
    }
    return v4 ? policy4 : policy6;
  }
}
