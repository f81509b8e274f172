package io.kald.probe.tcp;

import io.kald.probe.host.EgressCheck;
import io.kald.probe.kind.PortListener;
import io.kald.probe.kind.ProbeLoop;
import io.kald.probe.kind.Probers;
import io.kald.probe.time.NanoClock;
import io.kald.probe.time.WallClock;
import io.netty.channel.EventLoop;
import io.netty.channel.IoEventLoop;
import java.util.function.Consumer;

/** Makes the TCP probers of one loop. Made, used and closed on that loop. */
public interface TcpProbers extends Probers<TcpSpec> {
  /**
   * The probers of this loop: on epoll with everything the kernel can tell, else on NIO.
   *
   * @param loop the calling thread's loop
   * @param keptSockets how many sockets idle probers may keep for their next probe, at least 0: a
   *     kept one costs a descriptor and spares the kernel a third of a probe's work. A socket
   *     serves one target only, so no target learns another's sequence numbers. NIO keeps none.
   * @param egress holds failures against the state of this machine's network; of this loop
   * @param faults takes what listeners throw, and our own bugs, on the loop
   */
  static TcpProbers on(
      EventLoop loop,
      NanoClock clock,
      int keptSockets,
      EgressCheck egress,
      Consumer<Throwable> faults) {
    return on(
        new ProbeLoop((IoEventLoop) loop, clock, WallClock.SYSTEM, keptSockets, egress, faults));
  }

  /** The same. */
  static TcpProbers on(ProbeLoop at) {
    return at.epoll()
        ? EpollTcpProbers.on(at.loop(), at.clock(), at.keptSockets(), at.egress(), at.faults())
        : NioTcpProbers.on(at.loop(), at.clock(), at.egress());
  }

  /**
   * A prober for one target.
   *
   * @param numericAddress the address of the spec's host to ask
   * @param ports notified on the loop when a source port is quarantined or released
   */
  @Override
  TcpProber open(TcpSpec spec, String numericAddress, PortListener ports);
}
