package io.kald.agent.metrics;

import io.kald.agent.bus.EventHandler;
import io.kald.probe.Keepalive;
import io.kald.probe.Monitored;
import io.kald.probe.Phone;
import io.kald.probe.Service;
import io.kald.probe.Wire.Transport;
import io.kald.probe.event.ProbeEvent.Changed;
import io.kald.probe.event.ProbeEvent.Configured;
import io.kald.probe.event.ProbeEvent.PhoneReported;
import io.kald.probe.event.ProbeEvent.PortQuarantine;
import io.kald.probe.event.ProbeEvent.Probed;
import io.kald.probe.event.ProbeEvent.Skipped;
import io.kald.probe.keepalive.State;
import io.kald.probe.time.NanoClock;
import io.kald.probe.time.WallClock;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Everything counted. Written by the sink's thread and read by scrapes, a piece at a time; both
 * hold the monitor for microseconds.
 */
final class MetricsStore implements EventHandler {
  private static final String DOWN = State.DOWN.word();

  // deps
  private final PerService mode;
  private final NanoClock clock;
  private final WallClock wall;
  private final TallyWriter writer = new TallyWriter();

  // state
  final Rows<KeepaliveRow> keepalives = new Rows<>();
  final Rows<ServiceRow> services = new Rows<>();
  final Rows<PhoneRow> phones = new Rows<>();
  final PhoneTally allPhones = new PhoneTally(true, false);
  final TreeMap<String, KindRow> kinds = new TreeMap<>();
  long transitions;
  long downs;
  @Nullable DurationHistogram rttErrors;
  private @Nullable KindRow lastKind;

  MetricsStore(PerService mode, NanoClock clock, WallClock wall) {
    this.mode = mode;
    this.clock = clock;
    this.wall = wall;
  }

  PerService mode() {
    return mode;
  }

  /** Reads under the monitor. */
  synchronized <T> T read(Supplier<T> reading) {
    return reading.get();
  }

  synchronized void rttError(long nanos) {
    DurationHistogram errors = rttErrors == null ? new DurationHistogram() : rttErrors;
    rttErrors = errors;
    errors.observe(nanos);
  }

  @Override
  public synchronized void onProbed(Probed event) {
    KindRow kind = kind(event.monitored());
    writer.add(kind.tally, event.result());
    if (event.result().sourcePort() != 0) {
      kind.delays.observe(event.result().delayNanos());
    }
    if (mode != PerService.NONE) {
      KeepaliveRow row = keepalives.find(event.monitored().name());
      if (row != null) {
        writer.add(row.tally, event.result());
      }
    }
  }

  @Override
  public synchronized void onChanged(Changed event) {
    boolean counted = event.transition().counted();
    boolean wentDown = event.transition().to().word().equals(DOWN);
    transitions += counted ? 1 : 0;
    downs += wentDown ? 1 : 0;
    PhoneRow phone = phones.find(event.monitored().name());
    if (phone != null && !PhoneRow.MAY_BE_REGISTERED.contains(event.transition().to().state())) {
      phone.registered = "";
    }
    ServiceRow row = services.find(event.service().name());
    if (row != null) {
      row.state = event.transition().to().word();
      row.transitions += counted ? 1 : 0;
      row.downs += wentDown ? 1 : 0;
      row.changedEpochNanos = wall.epochNanos() - (clock.nanoTime() - event.atNanos());
    }
  }

  @Override
  public synchronized void onSkipped(Skipped event) {
    kind(event.monitored()).tally.skipped += event.count();
    KeepaliveRow row = keepalives.find(event.monitored().name());
    if (row != null) {
      row.tally.skipped += event.count();
    }
  }

  @Override
  public synchronized void onConfigured(Configured event) {
    Monitored wanted = event.monitored();
    KeepaliveRow before = keepalives.find(wanted.name());
    switch (event.change()) {
      case ADDED, RULE_CHANGED, SERVICES_CHANGED -> configure(event, before);
      case PROBE_CHANGED -> {
        forget(before);
        configure(event, null);
        if (before != null) {
          forgetServices(before.monitored, event);
        }
      }
      case REMOVED -> {
        forget(before);
        forgetServices(wanted, event);
      }
    }
  }

  /** Another question under the same name is counted from 0. */
  private void forget(@Nullable KeepaliveRow row) {
    if (row != null) {
      kind(row.monitored).keepalives--;
      keepalives.remove(row.monitored.name());
      phones.remove(row.monitored.name());
    }
  }

  @Override
  public synchronized void onPhone(PhoneReported event) {
    KeepaliveRow row = keepalives.find(event.monitored().name());
    if (row != null && row.phone != null) {
      event.fact().accept(row.phone);
    }
  }

  @Override
  public void onPortQuarantine(PortQuarantine event) {
    // The engine is asked for the numbers of each pool when somebody scrapes.
  }

  private void configure(Configured event, @Nullable KeepaliveRow before) {
    Monitored wanted = event.monitored();
    if (before == null) {
      boolean withDurations = mode == PerService.FULL;
      KeepaliveRow row =
          keepalives.findOrAdd(wanted.name(), name -> new KeepaliveRow(wanted, withDurations));
      kind(wanted).keepalives++;
      row.phone = addPhone(wanted, withDurations);
    } else {
      forgetServices(before.monitored, event);
      before.monitored = wanted;
    }
    for (Service service : wanted.services()) {
      ServiceRow row = services.findOrAdd(service.name(), name -> new ServiceRow(name, wanted));
      row.monitored = wanted;
      row.state = event.standing(service).word();
    }
  }

  private @Nullable PhoneRow addPhone(Monitored wanted, boolean withDurations) {
    return wanted instanceof Phone phone
        ? phones.findOrAdd(
            wanted.name(), name -> new PhoneRow(name, phone.spec(), withDurations, allPhones))
        : null;
  }

  /** Takes out the services that nobody has any more; one that another stream took stays. */
  private void forgetServices(Monitored before, Configured event) {
    Set<String> staying = event.staying();
    for (Service service : before.services()) {
      ServiceRow row = services.find(service.name());
      boolean mine = row != null && row.monitored.name().equals(before.name());
      if (mine && !staying.contains(service.name())) {
        services.remove(service.name());
      }
    }
  }

  /** Whether SYNs are sent that may be sent again; those of phones are not counted. */
  static boolean handshakes(Monitored monitored) {
    return monitored instanceof Keepalive keepalive
        && keepalive.probe().wire().transport() == Transport.TCP;
  }

  private KindRow kind(Monitored monitored) {
    String probe = monitored.kind();
    KindRow row = lastKind;
    if (row == null || !row.probe.equals(probe)) {
      row = kinds.computeIfAbsent(probe, any -> new KindRow(probe, handshakes(monitored)));
      lastKind = row;
    }
    return row;
  }
}
