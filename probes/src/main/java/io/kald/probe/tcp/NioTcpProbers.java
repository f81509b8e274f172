package io.kald.probe.tcp;

import io.kald.probe.LocalFailure;
import io.kald.probe.ProbeOutcome.NotProbed;
import io.kald.probe.Reason;
import io.kald.probe.TcpClose;
import io.kald.probe.host.EgressCheck;
import io.kald.probe.kind.PortListener;
import io.kald.probe.net.NumericAddress;
import io.kald.probe.time.NanoClock;
import io.netty.channel.IoEventLoop;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * TCP probes where there is no epoll: measured times, no half-open, no ICMP details, no options but
 * the source.
 */
final class NioTcpProbers implements TcpProbers {
  private static final Logger LOGGER = LoggerFactory.getLogger(NioTcpProbers.class);

  // deps
  private final IoEventLoop loop;
  private final NanoClock clock;
  private final EgressCheck egress;
  private final int kernelPorts = KernelPorts.count();

  // state
  private final Set<NioTcpProber> outstanding = new LinkedHashSet<>();
  private boolean halfOpenSaid;
  private boolean closed;

  private NioTcpProbers(IoEventLoop loop, NanoClock clock, EgressCheck egress) {
    this.loop = loop;
    this.clock = clock;
    this.egress = egress;
  }

  static NioTcpProbers on(IoEventLoop loop, NanoClock clock, EgressCheck egress) {
    return new NioTcpProbers(loop, clock, egress);
  }

  @Override
  public TcpProber open(TcpSpec spec, String numericAddress, PortListener listener) {
    if (spec.close() == TcpClose.HALF_OPEN && !halfOpenSaid) {
      halfOpenSaid = true;
      LOGGER.warn("half-open needs the native transport: probes are closed with rst instead");
    }
    InetSocketAddress target =
        new InetSocketAddress(NumericAddress.of(numericAddress), spec.port());
    SourcePorts ports = new SourcePorts(spec.egress().sourcePorts(), kernelPorts, listener);
    return new NioTcpProber(this, spec, numericAddress, target, ports);
  }

  /**
   * Why an address is not this machine's, or that no descriptor is left to ask; null when it is, or
   * nobody can say.
   */
  static @Nullable LocalFailure missing(String numericAddress) {
    InetAddress address = NumericAddress.of(numericAddress);
    try {
      boolean own =
          address.isAnyLocalAddress()
              || address.isLoopbackAddress()
              || NetworkInterface.getByInetAddress(address) != null;
      return own
          ? null
          : new LocalFailure(
              Reason.SOURCE_ADDRESS_MISSING, "source address " + numericAddress + " has gone");
    } catch (SocketException e) {
      NotProbed unasked = NioFailures.local(e);
      return unasked.reason() == Reason.NO_DESCRIPTOR
          ? new LocalFailure(unasked.reason(), "asking for addresses: " + unasked.detail())
          : null;
    }
  }

  IoEventLoop loop() {
    return loop;
  }

  EgressCheck egress() {
    return egress;
  }

  /** Runs a step on the loop after a while. */
  void later(long nanos, Runnable step) {
    var unused = loop.schedule(step, nanos, TimeUnit.NANOSECONDS);
  }

  long nanoTime() {
    return clock.nanoTime();
  }

  void began(NioTcpProber prober) {
    outstanding.add(prober);
  }

  void ended(NioTcpProber prober) {
    outstanding.remove(prober);
  }

  void requireOpen() {
    if (closed) {
      throw new IllegalStateException("send: the loop's probers are closed");
    }
  }

  @Override
  public void close() {
    closed = true;
    List.copyOf(outstanding).forEach(NioTcpProber::close);
  }
}
