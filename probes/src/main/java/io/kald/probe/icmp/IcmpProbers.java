package io.kald.probe.icmp;

import io.kald.probe.Egress;
import io.kald.probe.LocalFailure;
import io.kald.probe.Prober;
import io.kald.probe.Reason;
import io.kald.probe.host.EgressCheck;
import io.kald.probe.kind.PortListener;
import io.kald.probe.kind.ProbeLoop;
import io.kald.probe.kind.Probers;
import io.kald.probe.net.EgressOptions;
import io.kald.probe.net.Libc;
import io.kald.probe.net.OwnAddresses;
import io.kald.probe.net.Routes;
import io.kald.probe.time.NanoClock;
import io.kald.probe.time.WallClock;
import io.netty.channel.IoEventLoop;
import java.security.SecureRandom;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The ICMP probers of one event loop. All of the same family and egress share one socket: a ping
 * socket where net.ipv4.ping_group_range allows it, else a raw socket. Answers are known by a key
 * in their payload, so their number is not bounded by the 16 bits of an ICMP sequence number; round
 * trips are measured by the kernel's receive stamps. Needs an epoll loop on Linux ({@link
 * io.kald.probe.net.Loops#nativeAvailable}). Confined to its loop, from its making on.
 */
public final class IcmpProbers implements Probers<IcmpSpec> {
  private static final int MIN_PAYLOAD = EchoCodec.KEY_BYTES;
  private static final int MAX_PAYLOAD = 1472;

  // deps
  private final Loop loop;
  private final SecureRandom random = new SecureRandom();

  // state
  private final Map<OutletKey, Outlet> outlets = new HashMap<>();

  /**
   * Probers for that loop.
   *
   * @param counters may be shared by several loops
   * @param egress holds failures against the state of this machine's network; of this loop
   */
  public IcmpProbers(
      IoEventLoop loop,
      NanoClock clock,
      WallClock wallClock,
      IcmpCounters counters,
      EgressCheck egress) {
    Deliveries deliveries = new Deliveries(loop, counters);
    this.loop =
        new Loop(
            loop,
            clock,
            wallClock,
            counters,
            new ProberTable(),
            deliveries,
            new OwnAddresses(new Routes()),
            egress);
  }

  /** Those of a loop; where it is not epoll, probers that send nothing. */
  static Probers<IcmpSpec> on(ProbeLoop at) {
    return at.epoll()
        ? new IcmpProbers(at.loop(), at.clock(), at.wallClock(), new IcmpCounters(), at.egress())
        : new NoProbers(at.clock());
  }

  /** The same as without {@code ports}: echoes have none. */
  @Override
  public Prober open(IcmpSpec spec, String numericAddress, PortListener ports) {
    return open(spec, numericAddress);
  }

  /**
   * A prober of one address; its socket is made when it first sends.
   *
   * @param numericAddress IPv4 or IPv6 address, with a zone where it needs one; must be of the
   *     family of the egress's source address, or every probe is not probed
   */
  public Prober open(IcmpSpec spec, String numericAddress) {
    int payload = spec.payloadBytes();
    if (payload < MIN_PAYLOAD || payload > MAX_PAYLOAD) {
      throw new IllegalArgumentException(
          "payloadBytes: " + payload + " (expected: " + MIN_PAYLOAD + " ~ " + MAX_PAYLOAD + ")");
    }
    Target target = Target.parse(numericAddress);
    OutletKey key = OutletKey.of(target.version(), spec.egress(), spec.dontFragment());
    Outlet outlet = outlets.computeIfAbsent(key, this::outlet);
    outlet.join();
    return loop.table()
        .add(
            (index, generation) ->
                new IcmpProber(loop, outlet, numericAddress, target, payload, index, generation));
  }

  private Outlet outlet(OutletKey key) {
    EgressOptions options = EgressOptions.of(key.egress(), key.version().family);
    return new Outlet(key, options, this::socket, outlets::remove);
  }

  private EchoSocket socket(Opening opening, OutletKey key, EgressOptions options) {
    Binding binding = new Binding(key, options.source(), loop.ownAddresses());
    boolean writesChecksum = opening.raw() && opening.version() == IcmpVersion.V4;
    EchoCodec codec =
        new EchoCodec(opening.version(), opening.identifier(), random.nextLong(), writesChecksum);
    EchoReader reader = new EchoReader(opening, codec, new ErrorReader(opening, codec, loop), loop);
    return new EchoSocket(opening, options, binding, codec, reader, loop);
  }

  /** How many probers are open. */
  public int size() {
    return loop.table().size();
  }

  /**
   * Why this process cannot send echoes here, and how to allow it, in one line for whoever starts
   * the program; empty when it can. Opens a socket to find out, of the network namespace of the
   * calling thread. May be called on any thread.
   */
  public static Optional<String> permissionProblem() {
    if (!Libc.available()) {
      return Optional.of("ICMP echoes need 64-bit Linux");
    }
    Opening opening =
        Opening.of(
            OutletKey.of(IcmpVersion.V4, Egress.DEFAULT, false),
            EgressOptions.of(Egress.DEFAULT, IcmpVersion.V4.family));
    LocalFailure failure = opening.failure();
    if (failure == null) {
      Libc.close(opening.fd());
      return Optional.empty();
    }
    return Optional.of(failure)
        .filter(f -> f.reason() == Reason.NOT_PERMITTED)
        .map(LocalFailure::detail);
  }

  /** Closes all sockets; probers that are still open must not be used any more. */
  @Override
  public void close() {
    outlets.values().forEach(Outlet::close);
    outlets.clear();
    loop.ownAddresses().close();
  }
}
