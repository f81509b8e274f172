package io.kald.agent.metrics;

import io.kald.agent.bus.EventHandler;
import io.kald.probe.Keepalive;
import io.kald.probe.PhoneSpec;
import io.kald.probe.Service;
import io.kald.probe.event.ProbeEvent.Changed;
import io.kald.probe.event.ProbeEvent.Configured;
import io.kald.probe.event.ProbeEvent.Phone;
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
    KindRow kind = kind(event.keepalive());
    writer.add(kind.tally, event.result());
    if (event.result().sourcePort() != 0) {
      kind.delays.observe(event.result().delayNanos());
    }
    if (mode != PerService.NONE) {
      KeepaliveRow row = keepalives.find(event.keepalive().name());
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
    PhoneRow phone = phones.find(event.keepalive().name());
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
    kind(event.keepalive()).tally.skipped += event.count();
    KeepaliveRow row = keepalives.find(event.keepalive().name());
    if (row != null) {
      row.tally.skipped += event.count();
    }
  }

  @Override
  public synchronized void onConfigured(Configured event) {
    Keepalive wanted = event.keepalive();
    KeepaliveRow before = keepalives.find(wanted.name());
    switch (event.change()) {
      case ADDED, RULE_CHANGED, SERVICES_CHANGED -> configure(event, before);
      case PROBE_CHANGED -> {
        forget(before);
        configure(event, null);
        if (before != null) {
          forgetServices(before.keepalive, event);
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
      kind(row.keepalive).keepalives--;
      keepalives.remove(row.keepalive.name());
      phones.remove(row.keepalive.name());
    }
  }

  @Override
  public synchronized void onPhone(Phone event) {
    KeepaliveRow row = keepalives.find(event.keepalive().name());
    if (row != null && row.phone != null) {
      event.fact().accept(row.phone);
    }
  }

  @Override
  public void onPortQuarantine(PortQuarantine event) {
    // The engine is asked for the numbers of each pool when somebody scrapes.
  }

  private void configure(Configured event, @Nullable KeepaliveRow before) {
    Keepalive wanted = event.keepalive();
    if (before == null) {
      boolean withDurations = mode == PerService.FULL;
      KeepaliveRow row =
          keepalives.findOrAdd(wanted.name(), name -> new KeepaliveRow(wanted, withDurations));
      kind(wanted).keepalives++;
      row.phone = addPhone(wanted, withDurations);
    } else {
      forgetServices(before.keepalive, event);
      before.keepalive = wanted;
    }
    for (Service service : wanted.services()) {
      ServiceRow row = services.findOrAdd(service.name(), name -> new ServiceRow(name, wanted));
      row.keepalive = wanted;
      row.state = event.standing(service).word();
    }
  }

  private @Nullable PhoneRow addPhone(Keepalive wanted, boolean withDurations) {
    return wanted.probe() instanceof PhoneSpec phone
        ? phones.findOrAdd(
            wanted.name(), name -> new PhoneRow(name, phone, withDurations, allPhones))
        : null;
  }

  /** Takes out the services that nobody has any more; one that another stream took stays. */
  private void forgetServices(Keepalive before, Configured event) {
    Set<String> staying = event.staying();
    for (Service service : before.services()) {
      ServiceRow row = services.find(service.name());
      boolean mine = row != null && row.keepalive.name().equals(before.name());
      if (mine && !staying.contains(service.name())) {
        services.remove(service.name());
      }
    }
  }

  private KindRow kind(Keepalive keepalive) {
    String probe = keepalive.probe().kind();
    KindRow row = lastKind;
    if (row == null || !row.probe.equals(probe)) {
      row = kinds.computeIfAbsent(probe, KindRow::new);
      lastKind = row;
    }
    return row;
  }
}
