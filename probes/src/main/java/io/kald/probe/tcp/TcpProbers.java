package io.kald.probe.tcp;

import io.kald.probe.host.EgressCheck;
import io.kald.probe.time.NanoClock;
import io.netty.channel.EventLoop;
import io.netty.channel.IoEventLoop;
import io.netty.channel.epoll.EpollIoHandle;
import java.util.function.Consumer;

/** Makes the TCP probers of one loop. Made, used and closed on that loop. */
public interface TcpProbers extends AutoCloseable {
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
    IoEventLoop io = (IoEventLoop) loop;
    return io.isCompatible(EpollIoHandle.class)
        ? EpollTcpProbers.on(io, clock, keptSockets, egress, faults)
        : NioTcpProbers.on(io, clock, egress);
  }

  /**
   * A prober for one target.
   *
   * @param numericAddress the address of the spec's host to ask
   * @param ports told on the loop when a source port falls ill or is well again
   */
  TcpProber open(TcpSpec spec, String numericAddress, PortListener ports);

  /** Closes every prober without a word and frees what they share. */
  @Override
  void close();
}
