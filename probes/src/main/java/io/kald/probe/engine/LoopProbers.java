package io.kald.probe.engine;

import io.kald.probe.ProbeResult;
import io.kald.probe.ProbeSpec;
import io.kald.probe.ProbeSpec.SccpSpec;
import io.kald.probe.Prober;
import io.kald.probe.Reason;
import io.kald.probe.host.EgressCheck;
import io.kald.probe.host.HostNetwork;
import io.kald.probe.icmp.IcmpCounters;
import io.kald.probe.icmp.IcmpProbers;
import io.kald.probe.phone.PhoneGroup;
import io.kald.probe.phone.PhoneSecurity;
import io.kald.probe.phone.Phones;
import io.kald.probe.tcp.TcpProbers;
import io.kald.probe.time.NanoClock;
import io.kald.probe.time.WallClock;
import io.netty.channel.EventLoop;
import io.netty.channel.IoEventLoop;
import io.netty.channel.epoll.EpollIoHandle;
import org.jspecify.annotations.Nullable;

/** The probers of one loop: each kind of question goes to its room. */
final class LoopProbers implements ProberSource {
  private final TcpProbers tcp;
  private final @Nullable IcmpProbers icmp;
  private final Phones phones;
  private final EgressCheck egress;
  private final NanoClock clock;

  private LoopProbers(
      TcpProbers tcp,
      @Nullable IcmpProbers icmp,
      Phones phones,
      EgressCheck egress,
      NanoClock clock) {
    this.egress = egress;
    this.tcp = tcp;
    this.icmp = icmp;
    this.phones = phones;
    this.clock = clock;
  }

  /** Called on the loop. */
  static LoopProbers on(
      EventLoop loop,
      NanoClock clock,
      int keptSockets,
      HostNetwork network,
      IcmpCounters counters,
      Faults faults) {
    EgressCheck egress = network.onLoop();
    IoEventLoop io = (IoEventLoop) loop;
    boolean epoll = io.isCompatible(EpollIoHandle.class);
    return new LoopProbers(
        TcpProbers.on(loop, clock, keptSockets, egress, fault -> faults.report("tcp", fault)),
        epoll ? new IcmpProbers(io, clock, WallClock.SYSTEM, counters, egress) : null,
        new Phones(loop, clock, egress),
        egress,
        clock);
  }

  @Override
  public Prober open(ProbeSpec spec, String address, PortListener ports) {
    return ZonedProber.of(
        address, spec.egress().source(), clock, () -> openNow(spec, address, ports));
  }

  private Prober openNow(ProbeSpec spec, String address, PortListener ports) {
    return spec.match(
        tcpSpec -> tcp.open(tcpSpec, address, ports::onQuarantine),
        icmpSpec -> icmp == null ? new NoEcho(address, clock) : icmp.open(icmpSpec, address),
        sccpSpec -> {
          throw new IllegalArgumentException("a phone is not a prober");
        });
  }

  @Override
  public PhoneGroup openPhone(SccpSpec spec, PhoneSecurity security, PhoneGroup.Listener listener) {
    return phones.open(spec, security, listener);
  }

  @Override
  public void close() {
    tcp.close();
    if (icmp != null) {
      icmp.close();
    }
    phones.close();
    egress.close();
  }

  /** Where echoes cannot be sent at all. */
  private record NoEcho(String address, NanoClock clock) implements Prober {
    @Override
    public void send(long dueNanos, ResultListener listener) {
      listener.onResult(
          ProbeResult.notProbed(
              address,
              dueNanos,
              clock.nanoTime(),
              Reason.NOT_PERMITTED,
              "ICMP echoes need the epoll transport of Linux"));
    }

    @Override
    public ProbeResult expire(long timeoutNanos) {
      throw new IllegalStateException("no probe is ever outstanding");
    }

    @Override
    public void close() {
      // Holds nothing.
    }
  }
}
