package io.kald.probe.tcp;

import io.kald.probe.Egress;
import io.kald.probe.LocalFailure;
import io.kald.probe.Reason;
import io.kald.probe.host.EgressCheck;
import io.kald.probe.kind.PortListener;
import io.kald.probe.net.EgressOptions;
import io.kald.probe.net.Errno;
import io.kald.probe.net.Libc;
import io.kald.probe.net.OwnAddresses;
import io.kald.probe.net.Refusals;
import io.kald.probe.net.Routes;
import io.kald.probe.net.SockAddr;
import io.kald.probe.time.NanoClock;
import io.netty.channel.IoEventLoop;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** What the probers of one epoll loop share. */
final class EpollTcpProbers implements TcpProbers {
  // deps
  private final IoEventLoop loop;
  private final NanoClock clock;
  private final SocketWatch watch;
  private final EgressCheck egress;
  private final TcpSockets sockets = new TcpSockets();
  private final OwnAddresses own = new OwnAddresses(new Routes());
  private final EpollFailures failures = new EpollFailures(sockets, own);
  private final int kernelPorts = KernelPorts.count();

  // state
  private final Map<OptionsKey, EgressOptions> options = new HashMap<>();
  private int keptLeft;
  private boolean closed;

  private record OptionsKey(Egress egress, int family) {}

  private EpollTcpProbers(
      IoEventLoop loop,
      NanoClock clock,
      int keptSockets,
      EgressCheck egress,
      Consumer<Throwable> faults) {
    this.loop = loop;
    this.clock = clock;
    this.egress = egress;
    this.watch = new SocketWatch(loop, this::close, faults);
    this.keptLeft = keptSockets;
  }

  static EpollTcpProbers on(
      IoEventLoop loop,
      NanoClock clock,
      int keptSockets,
      EgressCheck egress,
      Consumer<Throwable> faults) {
    return new EpollTcpProbers(loop, clock, keptSockets, egress, faults);
  }

  @Override
  public TcpProber open(TcpSpec spec, String numericAddress, PortListener listener) {
    SockAddr target = SockAddr.parse(numericAddress, spec.port());
    if (target == null) {
      throw new IllegalArgumentException("address: " + numericAddress + " (expected: numeric)");
    }
    EgressOptions egress =
        options.computeIfAbsent(
            new OptionsKey(spec.egress(), target.family()),
            key -> EgressOptions.of(key.egress, key.family));
    SourcePorts ports = new SourcePorts(spec.egress().sourcePorts(), kernelPorts, listener);
    return new EpollTcpProber(this, spec, numericAddress, target, egress, ports);
  }

  /** Runs a step on the loop after a while; what it throws is a bug of ours. */
  void later(long nanos, Runnable step) {
    var unused = loop.schedule(() -> watch.guard(step), nanos, TimeUnit.NANOSECONDS);
  }

  void requireOpen() {
    if (closed) {
      throw new IllegalStateException("send: the loop's probers are closed");
    }
  }

  EgressCheck egress() {
    return egress;
  }

  SocketWatch watch() {
    return watch;
  }

  EpollFailures failures() {
    return failures;
  }

  /** Which addresses this machine has, for failures. */
  OwnAddresses own() {
    return own;
  }

  long nanoTime() {
    return clock.nanoTime();
  }

  TcpSockets sockets() {
    return sockets;
  }

  /** Why {@code connect} failed at once. */
  LocalFailure refusal(int errno, TcpSpec spec, String address, EgressOptions options) {
    String call = "connect " + spec.target();
    LocalFailure failure =
        Refusals.of(call, errno, address, options, own.routes(), Libc.IPPROTO_TCP, spec.port());
    return failure.reason() == Reason.FAULT ? Errno.atConnect(errno, spec.target()) : failure;
  }

  /** Asks for leave to keep a socket between probes. */
  boolean keep() {
    if (keptLeft == 0) {
      return false;
    }
    keptLeft--;
    return true;
  }

  /** A kept socket is kept no longer. */
  void unkeep() {
    keptLeft++;
  }

  @Override
  public void close() {
    closed = true;
    watch.end();
    own.close();
  }
}
