package io.kald.agent.status;

import io.kald.probe.Monitored;
import io.kald.probe.Phone;
import io.kald.probe.event.ProbeEvent.Changed;
import io.kald.probe.event.ProbeEvent.Configured;
import io.kald.probe.event.ProbeEvent.PhoneReported;
import io.kald.probe.event.ProbeEvent.Probed;
import io.kald.probe.event.ProbeEvent.Skipped;
import io.kald.probe.keepalive.Transition;
import io.kald.probe.time.NanoClock;
import io.kald.probe.time.WallClock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What is known now. Written by its sink's thread, read by any. A reader holds the monitor while it
 * looks through all services, some milliseconds for a hundred thousand; the sink's queue bridges
 * that, and no loop thread ever comes here.
 */
public final class StatusBoard {
  /** The state words, worst first. */
  public static final List<String> STATES =
      List.of("down", "dying", "unknown", "suspended", "alive");

  private static final int TRANSITIONS = 1000;
  private static final int FAILURES = 1000;

  // deps
  private final NanoClock clock;
  private final WallClock wall;

  // state
  private final Map<String, KeepaliveEntry> streams = new HashMap<>();
  private final TreeMap<String, ServiceEntry> services = new TreeMap<>();
  private final TreeMap<String, PhoneEntry> phones = new TreeMap<>();
  private final Ring<TransitionEntry> transitions = new Ring<>(TRANSITIONS);
  private final Ring<FailureEntry> failures = new Ring<>(FAILURES);
  private final MinuteWindow minute;
  private long version;

  /** An empty board. */
  public StatusBoard(NanoClock clock, WallClock wall) {
    this.clock = clock;
    this.wall = wall;
    this.minute = new MinuteWindow(clock.nanoTime());
  }

  /** Counts of everything. */
  public synchronized Summary summary() {
    int[] counts = new int[STATES.size()];
    for (ServiceEntry entry : services.values()) {
      counts[STATES.indexOf(entry.state())]++;
    }
    Map<String, Integer> states = new LinkedHashMap<>();
    for (int i = 0; i < counts.length; i++) {
      states.put(STATES.get(i), counts[i]);
    }
    return new Summary(services.size(), streams.size(), states, minute.view(clock.nanoTime()));
  }

  /** A page of services, worst first. */
  public synchronized ServicePage page(ServiceQuery query) {
    List<List<ServiceEntry>> found = new ArrayList<>();
    STATES.forEach(state -> found.add(new ArrayList<>()));
    for (ServiceEntry entry : services.values()) {
      String state = entry.state();
      if ((query.state().isEmpty() || query.state().equals(state)) && entry.has(query.text())) {
        found.get(STATES.indexOf(state)).add(entry);
      }
    }
    WallTime time = WallTime.of(clock, wall);
    List<ServiceView> page =
        found.stream()
            .flatMap(List::stream)
            .skip(query.offset())
            .limit(query.limit())
            .map(entry -> entry.view(time))
            .toList();
    return new ServicePage(found.stream().mapToInt(List::size).sum(), page);
  }

  /** One service, if there is one of that name. */
  public synchronized Optional<ServiceView> service(String name) {
    return Optional.ofNullable(services.get(name)).map(e -> e.view(WallTime.of(clock, wall)));
  }

  /** The newest changes of all services, newest first; about a thousand are kept. */
  public List<TransitionView> transitions(int limit) {
    return transitions(limit, entry -> true);
  }

  /** The newest changes of one service, newest first. */
  public List<TransitionView> transitionsOf(String service, int limit) {
    return transitions(limit, entry -> entry.service().equals(service));
  }

  /** The newest failures and probes not sent of one stream, newest first. */
  public synchronized List<FailureView> failuresOf(String keepalive, int limit) {
    WallTime time = WallTime.of(clock, wall);
    return failures.newest(limit, entry -> entry.keepalive().equals(keepalive)).stream()
        .map(entry -> entry.view(time))
        .toList();
  }

  /**
   * Phones, by name.
   *
   * @param offset how many to leave out
   * @param limit how many to show at most
   */
  public synchronized PhonePage phones(int offset, int limit) {
    WallTime time = WallTime.of(clock, wall);
    List<PhoneView> page =
        phones.entrySet().stream()
            .skip(offset)
            .limit(limit)
            .map(phone -> phone.getValue().view(stateOf(phone.getKey()), time))
            .toList();
    return new PhonePage(phones.size(), page);
  }

  /** One phone, if there is one of that name. */
  public synchronized Optional<PhoneView> phone(String name) {
    return Optional.ofNullable(phones.get(name))
        .map(phone -> phone.view(stateOf(name), WallTime.of(clock, wall)));
  }

  private String stateOf(String service) {
    ServiceEntry entry = services.get(service);
    return entry == null ? "unknown" : entry.state();
  }

  /** Moves whenever something was written: a terminal need not draw the same thing twice. */
  public synchronized long version() {
    return version;
  }

  synchronized void probed(Probed event) {
    char letter = Strip.letter(event.result().outcome());
    minute.probed(event.atNanos(), letter, event.result().delayNanos());
    version++;
    KeepaliveEntry stream = streams.get(event.monitored().name());
    if (stream == null) {
      return;
    }
    KeepaliveEntry.@Nullable Result failure = stream.probed(event, letter);
    if (failure != null) {
      failures.add(
          new FailureEntry(
              event.monitored().name(),
              event.monitored().target(),
              event.result().address(),
              failure));
    }
    for (int i = 0; i < stream.services.size(); i++) {
      stream.services.get(i).follow(event.atNanos());
    }
  }

  synchronized void changed(Changed event) {
    version++;
    Transition change = event.transition();
    transitions.add(new TransitionEntry(event.service().name(), event.monitored().name(), change));
    ServiceEntry entry = services.get(event.service().name());
    PhoneEntry phone = phones.get(event.monitored().name());
    if (phone != null && !PhoneEntry.REGISTERED.contains(change.to().state())) {
      phone.lost(change.atNanos());
    }
    if (entry != null) {
      entry.changed(change.to(), change.counted(), change.atNanos());
    }
  }

  synchronized void phone(PhoneReported event) {
    version++;
    PhoneEntry phone = phones.get(event.monitored().name());
    if (phone != null) {
      phone.take(event.fact(), event.atNanos());
    }
  }

  synchronized void skipped(Skipped event) {
    version++;
    minute.skipped(event.atNanos(), event.count());
    KeepaliveEntry stream = streams.get(event.monitored().name());
    if (stream != null) {
      stream.skipped(event.count());
    }
  }

  synchronized void configured(Configured event) {
    version++;
    String name = event.monitored().name();
    switch (event.change()) {
      case ADDED, PROBE_CHANGED -> {
        configure(new KeepaliveEntry(event.monitored()), event);
        addPhone(event.monitored());
      }
      case RULE_CHANGED, SERVICES_CHANGED ->
          configure(streams.getOrDefault(name, new KeepaliveEntry(event.monitored())), event);
      case REMOVED -> {
        phones.remove(name);
        KeepaliveEntry gone = streams.remove(name);
        if (gone != null) {
          forget(gone.services, event);
        }
      }
    }
  }

  private void addPhone(Monitored monitored) {
    if (monitored instanceof Phone phone) {
      phones.put(phone.name(), new PhoneEntry(phone.name(), phone.spec()));
    }
  }

  private void configure(KeepaliveEntry stream, Configured event) {
    KeepaliveEntry before = streams.put(event.monitored().name(), stream);
    List<ServiceEntry> had = before == null ? List.of() : before.services;
    for (ServiceEntry entry : stream.configure(event, services::get)) {
      services.put(entry.service.name(), entry);
    }
    forget(had, event);
  }

  /** Takes out the services that nobody has any more; one that another stream took stays. */
  private void forget(List<ServiceEntry> had, Configured event) {
    Set<String> staying = event.staying();
    for (ServiceEntry entry : had) {
      if (!staying.contains(entry.service.name())) {
        services.remove(entry.service.name(), entry);
      }
    }
  }

  private synchronized List<TransitionView> transitions(
      int limit, Predicate<TransitionEntry> wanted) {
    WallTime time = WallTime.of(clock, wall);
    return transitions.newest(limit, wanted).stream().map(entry -> entry.view(time)).toList();
  }

  private record TransitionEntry(String service, String keepalive, Transition change) {
    TransitionView view(WallTime time) {
      return new TransitionView(
          time.at(change.atNanos()),
          service,
          keepalive,
          change.from().word(),
          change.to().word(),
          change.reason());
    }
  }

  private record FailureEntry(
      String keepalive, String target, String address, KeepaliveEntry.Result result) {
    FailureView view(WallTime time) {
      return new FailureView(keepalive, target, address, result.view(time));
    }
  }
}
