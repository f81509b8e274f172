package io.kald.probe.engine;

import io.kald.probe.Keepalive;
import io.kald.probe.Monitored;
import io.kald.probe.PhoneSpec;
import io.kald.probe.ProbeSpec;
import io.kald.probe.Prober;
import io.kald.probe.event.EventListener;
import io.kald.probe.event.ProbeEvent;
import io.kald.probe.event.ProbeEvent.Configured;
import io.kald.probe.keepalive.Standing;
import io.kald.probe.kind.PortListener;
import io.kald.probe.phone.link.PhoneGroup;
import io.kald.probe.phone.link.PhoneSecurity;
import io.kald.probe.schedule.CatchUp;
import io.kald.probe.schedule.Wheel;
import io.kald.probe.time.NanoClock;
import io.kald.probe.time.Timers;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What one loop does: a wheel, and the runners it wakes. Confined to the loop; only {@link
 * ProbeEngine} hands it work.
 */
final class LoopCore {
  // deps
  private final NanoClock clock;
  private final Timers timers;
  private final ProberSource probers;
  private final EventListener events;
  private final Faults faults;
  private final Limits limits;
  private final long tickNanos;

  // state
  private final Wheel wheel;
  private final Map<String, KeepaliveRunner> byName = new HashMap<>();
  private final LoopGroups groups = new LoopGroups(this);
  private final List<@Nullable Runner> byId = new ArrayList<>();
  private final ArrayDeque<Integer> freeIds = new ArrayDeque<>();
  private Timers.@Nullable Timer wake;
  private long wakeNanos;
  private long turnedNanos;
  private boolean turning;
  private Reviews reviews = Reviews.NONE;

  LoopCore(
      NanoClock clock,
      Timers timers,
      ProberSource probers,
      EventListener events,
      Faults faults,
      Limits limits,
      long tickNanos) {
    this.clock = clock;
    this.timers = timers;
    this.probers = probers;
    this.events = events;
    this.faults = faults;
    this.limits = limits;
    this.tickNanos = tickNanos;
    this.turnedNanos = clock.nanoTime();
    this.wheel = new Wheel(Math.floorDiv(clock.nanoTime(), tickNanos) * tickNanos, tickNanos);
  }

  /**
   * Starts a keepalive; its name is free.
   *
   * @param delayNanos how long its first probe waits
   * @param address numeric address of its host, or empty while the name is being looked up
   * @param handover what its services come from
   */
  void add(Keepalive keepalive, long delayNanos, String address, Handover handover) {
    KeepaliveRunner runner = new KeepaliveRunner(this, newId(), keepalive);
    seat(runner);
    byName.put(keepalive.name(), runner);
    guard(runner, r -> r.address(address));
    guard(runner, r -> r.start(clock.nanoTime() + delayNanos));
    ServiceChanges.added(this, keepalive, runner.standing(), handover);
    turnIfDue();
  }

  /** Changes a running keepalive, see {@link KeepaliveRunner#change}. */
  void change(Keepalive wanted, long delayNanos, String address, Handover handover) {
    KeepaliveRunner runner = byName.get(wanted.name());
    if (runner != null) {
      guard(runner, r -> r.change(wanted, delayNanos, address, handover));
      turnIfDue();
    }
  }

  /** Takes the services away from a keepalive that go on under another one. */
  void detach(String name, Handover handover) {
    KeepaliveRunner runner = byName.get(name);
    if (runner != null) {
      guard(runner, r -> r.detach(handover));
    } else {
      groups.detach(name, handover);
    }
  }

  /** Stops a keepalive. */
  void remove(String name, Handover handover) {
    KeepaliveRunner runner = byName.remove(name);
    if (runner == null) {
      return;
    }
    guard(runner, KeepaliveRunner::stop);
    unseat(runner);
    removed(runner.monitored(), handover);
  }

  /** Emits that a keepalive was stopped. */
  void removed(Monitored monitored, Handover handover) {
    emit(
        new Configured(
            monitored,
            Configured.Change.REMOVED,
            Standing.UNKNOWN,
            handover.moving(),
            clock.nanoTime()));
  }

  /** Failures are reviewed from now on; called before anything runs. */
  LoopCore reviewedBy(Reviews those) {
    reviews = those;
    return this;
  }

  Reviews reviews() {
    return reviews;
  }

  /** An id that is free, for a runner that is seated next. */
  int newId() {
    if (freeIds.isEmpty()) {
      byId.add(null);
      return byId.size() - 1;
    }
    return freeIds.pop();
  }

  /** From now on the runner is woken. */
  void seat(Runner runner) {
    byId.set(runner.id(), runner);
  }

  /** From now on it is not, and its id is another's. */
  void unseat(Runner runner) {
    wheel.disarm(runner.id());
    byId.set(runner.id(), null);
    freeIds.push(runner.id());
  }

  /** The phones of this loop. */
  LoopGroups groups() {
    return groups;
  }

  /** Tells a running keepalive its address. */
  void address(String name, String address) {
    KeepaliveRunner runner = byName.get(name);
    if (runner != null) {
      guard(runner, r -> r.address(address));
    }
  }

  /** Stops everything; phones take their leave first, which ends by their timers at the latest. */
  void close(Runnable done) {
    byName.values().forEach(runner -> guard(runner, KeepaliveRunner::stop));
    byName.clear();
    groups.close(() -> closed(done));
  }

  private void closed(Runnable done) {
    if (wake != null) {
      wake.cancel();
      wake = null;
    }
    probers.close();
    done.run();
  }

  /** Shows each keepalive's prober, for figures only the loop may read. */
  void visit(BiConsumer<Keepalive, Prober> visitor) {
    for (KeepaliveRunner runner : byName.values()) {
      Prober prober = runner.prober();
      if (prober != null) {
        visitor.accept(runner.monitored(), prober.innermost());
      }
    }
  }

  long now() {
    return clock.nanoTime();
  }

  long tickNanos() {
    return tickNanos;
  }

  /** How long ago the wheel should have turned, or 0. */
  long behindNanos() {
    return wheel.armed() == 0 ? 0 : Math.max(0, clock.nanoTime() - wheel.nextNanos());
  }

  /** What all loops share. */
  Limits limits() {
    return limits;
  }

  /** Runs it on the loop, soon. Any thread. */
  void later(Runnable task) {
    timers.runAt(clock.nanoTime(), task);
  }

  Prober open(ProbeSpec spec, String address, PortListener ports) {
    return probers.open(spec, address, ports);
  }

  PhoneGroup openPhone(PhoneSpec spec, PhoneSecurity security, PhoneGroup.Listener listener) {
    return probers.openPhone(spec, security, listener);
  }

  void emit(ProbeEvent event) {
    events.onEvent(event);
  }

  void arm(int id, long dueNanos) {
    if (wheel.armed() == 0 && !turning) {
      wheel.advance(clock.nanoTime() - tickNanos, this::onDue); // An empty wheel stands still.
    }
    wheel.arm(id, dueNanos);
    if (!turning) {
      armWake();
    }
  }

  void disarm(int id) {
    wheel.disarm(id);
  }

  /** Ten thousand additions in a row must not hold the first probes back. */
  private void turnIfDue() {
    if (wake != null && wakeNanos - clock.nanoTime() <= 0) {
      wake.cancel();
      turn();
    }
  }

  private void turn() {
    wake = null;
    turning = true;
    turnedNanos = clock.nanoTime();
    if (wheel.armed() > 0) {
      long until = CatchUp.until(wheel.nextNanos(), turnedNanos, tickNanos);
      wheel.advance(until, this::onDue);
    }
    turning = false;
    armWake();
  }

  private void onDue(int id) {
    Runner runner = byId.get(id);
    if (runner != null) {
      guard(runner, Runner::onDue);
    }
  }

  /** A fault in one keepalive stops no other, and is never held against its target. */
  <R extends Runner> void guard(R runner, Consumer<R> step) {
    try {
      step.accept(runner);
    } catch (RuntimeException | LinkageError e) {
      faults.report("keepalive", e);
      afterFault(runner, e);
    }
  }

  /** The next slot is kept; a runner that cannot even do that stays silent until it is replaced. */
  private void afterFault(Runner runner, Throwable fault) {
    try {
      runner.onFault(fault.getClass().getSimpleName());
    } catch (RuntimeException | LinkageError e) {
      faults.report("keepalive-recovery", e);
    }
  }

  private void armWake() {
    if (wheel.armed() == 0) {
      return;
    }
    long next = CatchUp.wakeNanos(wheel.nextNanos(), clock.nanoTime(), turnedNanos, tickNanos);
    if (wake != null) {
      if (next - wakeNanos >= 0) {
        return;
      }
      wake.cancel();
    }
    wakeNanos = next;
    wake = timers.runAt(next, this::turn);
  }
}
