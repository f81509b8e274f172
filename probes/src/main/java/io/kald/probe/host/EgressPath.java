package io.kald.probe.host;

import io.kald.probe.Egress;
import io.kald.probe.address.IpText;
import io.kald.probe.net.Libc;
import io.kald.probe.net.OffHeap;
import io.kald.probe.net.SockAddr;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Where one prober's packets go and what decides the way: made at its first failure and kept, with
 * the route that was found. Confined to the prober's loop.
 */
public final class EgressPath {
  /** The kernel may choose another route without a report, as it does among IPv6 routers. */
  private static final long FRESH_NANOS = TimeUnit.SECONDS.toNanos(1);

  // ICMP type and code, which stand where TCP has its destination port: also for the kernel.
  private static final int ECHO = 8 << 8;
  private static final int ECHO_OF_IPV6 = 128 << 8;

  /** The time of an answer while there has been none. */
  static final long NEVER = Long.MIN_VALUE;

  private final int family;
  private final byte[] target;
  private final int scope;
  private final byte @Nullable [] source;
  private final Egress egress;
  private final int protocol;
  private final int port;

  // state
  private byte @Nullable [] chosen; // the source, where the kernel looks the route up for it
  private int sourcePort;
  private boolean stale;
  private @Nullable Route route;
  private @Nullable Route before;
  private @Nullable RouteEntry entry;
  private long entryGeneration;
  private long entryNanos;
  private long generation;
  private long foundNanos;
  private long answeredNanos = NEVER;
  private int behind;
  private long behindNanos;

  private EgressPath(
      int family,
      byte[] target,
      int scope,
      byte @Nullable [] source,
      Egress egress,
      int protocol,
      int port) {
    this.protocol = protocol;
    this.port = port;
    this.family = family;
    this.target = target;
    this.scope = scope;
    this.source = source;
    this.egress = egress;
  }

  /**
   * The way of echoes to an address.
   *
   * @param numericAddress IPv4 or IPv6, with a zone where it needs one
   */
  public static EgressPath ofEchoes(String numericAddress, Egress egress) {
    boolean v4 = numericAddress.indexOf(':') < 0;
    return v4
        ? to(numericAddress, egress, Libc.IPPROTO_ICMP, ECHO)
        : to(numericAddress, egress, Libc.IPPROTO_ICMPV6, ECHO_OF_IPV6);
  }

  /** The way of TCP to an address and port. */
  public static EgressPath ofTcp(String numericAddress, int port, Egress egress) {
    return to(numericAddress, egress, Libc.IPPROTO_TCP, port);
  }

  /** The way of anything to an address. */
  public static EgressPath to(String numericAddress, Egress egress) {
    return to(numericAddress, egress, 0, 0);
  }

  private static EgressPath to(String numericAddress, Egress egress, int protocol, int port) {
    SockAddr parsed = SockAddr.parse(numericAddress, 0);
    if (parsed == null) {
      throw new IllegalArgumentException("address: " + numericAddress + " (expected: numeric)");
    }
    String from = egress.source();
    SockAddr own = from == null ? null : SockAddr.parse(from, 0);
    int scope = parsed.family() == Libc.AF_INET6 ? parsed.buffer().getInt(24) : 0;
    return new EgressPath(
        parsed.family(),
        bytes(parsed),
        scope,
        own == null || own.family() != parsed.family() ? null : bytes(own),
        egress,
        protocol,
        port);
  }

  /**
   * A probe left from there. The route of TCP over IPv4 is looked up again for the source address
   * and port that were chosen, so that rules about these apply; that of IPv6 is not.
   */
  void leaves(@Nullable String from, int fromPort) {
    boolean again = family == Libc.AF_INET && protocol == Libc.IPPROTO_TCP;
    byte[] now = again && from != null ? IpText.bytes(from) : null;
    int nowPort = again || egress.sourcePorts() != null ? fromPort : 0;
    if (nowPort != sourcePort || !Arrays.equals(now, chosen)) {
      chosen = now;
      sourcePort = nowPort;
      stale = true;
      entry = null;
    }
  }

  int protocol() {
    return protocol;
  }

  /** The target's port, or type and code of ICMP, or 0. */
  int port() {
    return port;
  }

  /** Whether its probes choose a source port before the kernel chooses a route. */
  boolean hasSourcePorts() {
    return egress.sourcePorts() != null;
  }

  /** The source port that the route is looked up for, or 0. */
  int sourcePort() {
    return sourcePort;
  }

  private static byte[] bytes(SockAddr address) {
    boolean four = address.family() == Libc.AF_INET;
    byte[] bytes = new byte[four ? 4 : 16];
    ByteBuffer in = address.buffer();
    in.get(four ? 4 : 8, bytes);
    return bytes;
  }

  int family() {
    return family;
  }

  byte[] target() {
    return target;
  }

  /** What the route is looked up for as the source, or null. */
  byte @Nullable [] source() {
    return source == null ? chosen : source;
  }

  @Nullable String device() {
    return egress.device();
  }

  /** The interface it must leave by, or 0: the kernel chooses. */
  public int interfaceIndex() {
    String device = egress.device();
    return device == null ? scope : Libc.if_nametoindex(OffHeap.ofString(device).address());
  }

  /** The mark for policy routing, 0 for none. */
  int mark() {
    return egress.mark() == Egress.KERNEL ? 0 : (int) egress.mark();
  }

  /** IPv4 TOS or IPv6 traffic class. */
  int trafficClass() {
    return egress.dscp() == Egress.KERNEL ? 0 : egress.dscp() << 2;
  }

  boolean isLinkLocal() {
    return isLinkLocal(target);
  }

  /** Whether a numeric address is the target's. */
  boolean isTarget(@Nullable String address) {
    return address != null && Arrays.equals(IpText.bytes(address), target);
  }

  /** Whether a numeric address is of fe80::/10. */
  static boolean isLinkLocal(String address) {
    byte[] bytes = IpText.bytes(address);
    return bytes != null && isLinkLocal(bytes);
  }

  /** Whether an address is of fe80::/10. */
  static boolean isLinkLocal(byte[] address) {
    return address.length == 16 && (address[0] & 0xff) == 0xfe && (address[1] & 0xc0) == 0x80;
  }

  boolean isLoopback() {
    if (family == Libc.AF_INET) {
      return target[0] == 127;
    }
    for (int i = 0; i < 15; i++) {
      if (target[i] != 0) {
        return false;
      }
    }
    return target[15] == 1;
  }

  /** The route, when it was looked up under this number and not long ago. */
  @Nullable Route routeOf(long wanted, long nowNanos) {
    boolean fresh = generation == wanted && !stale && nowNanos - foundNanos < FRESH_NANOS;
    return route != null && fresh ? route : null;
  }

  /** The route that was in force before the one of {@link #routeOf}. */
  @Nullable Route routeBefore() {
    return before;
  }

  /** A route is found under that number. */
  void found(Route now, long under, long nowNanos) {
    if (under != generation) {
      before = route;
    }
    route = now;
    stale = false;
    generation = under;
    foundNanos = nowNanos;
  }

  /** The entry of the routing table, when it was looked up under this number and not long ago. */
  @Nullable RouteEntry entryOf(long wanted, long nowNanos) {
    boolean fresh = entryGeneration == wanted && nowNanos - entryNanos < FRESH_NANOS;
    return entry != null && fresh ? entry : null;
  }

  /** An entry of the routing table is found under that number. */
  void foundEntry(RouteEntry now, long under, long nowNanos) {
    entry = now;
    entryGeneration = under;
    entryNanos = nowNanos;
  }

  /**
   * Takes when the last probe that its target answered was sent.
   *
   * @param nanos monotonic, or {@link #NEVER}
   */
  EgressPath lastAnswered(long nanos) {
    answeredNanos = nanos;
    return this;
  }

  /** Whether its target has ever answered. */
  boolean hasAnswered() {
    return answeredNanos != NEVER;
  }

  /** Whether its target has answered a probe that was sent since then. */
  boolean answeredSince(long nanos) {
    return answeredNanos != NEVER && answeredNanos - nanos >= 0;
  }

  /** Its next hop is found behind that port of a bridge. */
  void seenBehind(int port, long nowNanos) {
    behind = port;
    behindNanos = nowNanos;
  }

  /** The port behind which its next hop was found since its target last answered, or 0. */
  int behind() {
    return answeredNanos == NEVER || behindNanos - answeredNanos > 0 ? behind : 0;
  }
}
