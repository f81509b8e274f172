package io.kald.probe.kind;

import io.kald.probe.host.EgressCheck;
import io.kald.probe.time.NanoClock;
import io.kald.probe.time.WallClock;
import io.netty.channel.IoEventLoop;
import io.netty.channel.epoll.EpollIoHandle;
import java.util.function.Consumer;

/**
 * What a kind's probers on one loop are made from.
 *
 * @param keptSockets how many sockets idle probers may keep for their next probe, at least 0
 * @param egress holds failures against the state of this machine's network; of this loop
 * @param faults takes our own bugs, on the loop
 */
public record ProbeLoop(
    IoEventLoop loop,
    NanoClock clock,
    WallClock wallClock,
    int keptSockets,
    EgressCheck egress,
    Consumer<Throwable> faults) {
  /** Whether it is the epoll transport of Linux. */
  public boolean epoll() {
    return loop.isCompatible(EpollIoHandle.class);
  }
}
