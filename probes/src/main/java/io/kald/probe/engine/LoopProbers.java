package io.kald.probe.engine;

import io.kald.probe.PhoneSpec;
import io.kald.probe.ProbeSpec;
import io.kald.probe.Prober;
import io.kald.probe.host.EgressCheck;
import io.kald.probe.host.HostNetwork;
import io.kald.probe.kind.Kinds;
import io.kald.probe.kind.PortListener;
import io.kald.probe.kind.ProbeKind;
import io.kald.probe.kind.ProbeLoop;
import io.kald.probe.kind.Probers;
import io.kald.probe.phone.link.PhoneGroup;
import io.kald.probe.phone.link.PhoneSecurity;
import io.kald.probe.phone.link.Phones;
import io.kald.probe.time.NanoClock;
import io.kald.probe.time.WallClock;
import io.netty.channel.EventLoop;
import io.netty.channel.IoEventLoop;
import java.util.HashMap;
import java.util.Map;

/** The probers of one loop, by their kinds. */
final class LoopProbers implements ProberSource {
  // deps
  private final IoEventLoop loop;
  private final NanoClock clock;
  private final int keptSockets;
  private final EgressCheck egress;
  private final Faults faults;
  private final Phones phones;

  // state: a kind that nobody asks for costs nothing
  private final Map<String, Probers<?>> byKind = new HashMap<>();

  private LoopProbers(
      IoEventLoop loop, NanoClock clock, int keptSockets, EgressCheck egress, Faults faults) {
    this.loop = loop;
    this.clock = clock;
    this.keptSockets = keptSockets;
    this.egress = egress;
    this.faults = faults;
    this.phones = new Phones(loop, clock, egress);
  }

  /** Called on the loop. */
  static LoopProbers on(
      EventLoop loop, NanoClock clock, int keptSockets, HostNetwork network, Faults faults) {
    return new LoopProbers((IoEventLoop) loop, clock, keptSockets, network.onLoop(), faults);
  }

  @Override
  public Prober open(ProbeSpec spec, String address, PortListener ports) {
    Probers<ProbeSpec> probers = probers(spec);
    return ZonedProber.of(
        address, spec.egress().source(), clock, () -> probers.open(spec, address, ports));
  }

  @SuppressWarnings("unchecked") // What a kind has opened takes its specs.
  private <S extends ProbeSpec> Probers<S> probers(S spec) {
    return (Probers<S>) byKind.computeIfAbsent(spec.kind(), any -> open(Kinds.of(spec)));
  }

  private <S extends ProbeSpec> Probers<S> open(ProbeKind<S> kind) {
    return kind.open(
        new ProbeLoop(
            loop,
            clock,
            WallClock.SYSTEM,
            keptSockets,
            egress,
            fault -> faults.report(kind.name(), fault)));
  }

  @Override
  public PhoneGroup openPhone(
      PhoneSpec spec, PhoneSecurity security, PhoneGroup.Listener listener) {
    return phones.open(spec, security, listener);
  }

  @Override
  public void close() {
    byKind.values().forEach(Probers::close);
    phones.close();
    egress.close();
  }
}
