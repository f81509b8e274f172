package io.kald.probe.engine;

import io.kald.probe.Egress;
import io.kald.probe.Family;
import io.kald.probe.Keepalive;
import io.kald.probe.ProbeSpec;
import io.kald.probe.Rule;
import io.kald.probe.Service;
import io.kald.probe.TcpClose;
import io.kald.probe.event.ProbeEvent;
import io.kald.probe.tcp.TcpSpec;
import io.kald.probe.time.ManualTime;
import java.util.ArrayList;
import java.util.List;

/** A loop whose time is moved by hand, and what it told. */
abstract class LoopByHand {
  static final long SECOND = 1_000_000_000L;
  static final long TICK = 1_000_000;

  final ManualTime time = new ManualTime();
  final ScriptedProbers network = new ScriptedProbers(time, ".");
  final List<ProbeEvent> events = new ArrayList<>();
  final List<Throwable> faults = new ArrayList<>();
  final LoopCore core = core(time, 1000);

  /** Runs until the keepalive is on its phase and returns when its last good probe left. */
  long settle(String name, Rule rule) {
    core.add(keepalive(name, rule), 0, "127.0.0.1", Handover.NONE);
    while (network.sentNanos.size() < 3) {
      time.advance(SECOND / 1000);
    }
    time.advance(ScriptedProbers.RTT_NANOS);
    long lastGood = network.sentNanos.get(2);
    events.clear();
    network.sentNanos.clear();
    return lastGood;
  }

  LoopCore core(ManualTime clock, int inFlight) {
    return core(clock, new Limits(inFlight));
  }

  LoopCore core(ManualTime clock, Limits limits) {
    return new LoopCore(clock, clock, network, events::add, (w, t) -> faults.add(t), limits, TICK);
  }

  static void addInOrder(LoopCore core, String... names) {
    long delay = 0;
    for (String name : names) {
      core.add(keepalive(name, Rule.DEFAULT), delay, "127.0.0.1", Handover.NONE);
      delay += 2 * TICK; // The clock may stand within a tick.
    }
  }

  List<String> transitionsSince(long nanos) {
    return events(ProbeEvent.Changed.class).stream()
        .map(c -> seconds(c.atNanos() - nanos) + " " + c.transition().to().word())
        .toList();
  }

  List<String> skips(long nanos) {
    return events(ProbeEvent.Skipped.class).stream()
        .map(s -> s.count() + " from " + seconds(s.fromNanos() - nanos))
        .toList();
  }

  static String change(ProbeEvent.Changed changed) {
    return changed.service().name() + " " + changed.transition().to().word();
  }

  List<String> sentSince(long nanos) {
    return network.sentNanos.stream().map(sent -> seconds(sent - nanos)).toList();
  }

  <E extends ProbeEvent> List<E> events(Class<E> kind) {
    return events.stream().filter(kind::isInstance).map(kind::cast).toList();
  }

  static String seconds(long nanos) {
    return String.format(java.util.Locale.ROOT, "%.3f", nanos / 1e9);
  }

  static Keepalive keepalive(String name, Rule rule) {
    ProbeSpec spec = new TcpSpec("127.0.0.1", 80, TcpClose.RST, Family.ANY, Egress.DEFAULT);
    return new Keepalive(name, spec, rule, List.of(new Service(name, false)));
  }

  static Keepalive with(Keepalive keepalive, Service... services) {
    return new Keepalive(keepalive.name(), keepalive.probe(), keepalive.rule(), List.of(services));
  }
}
