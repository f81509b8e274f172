package io.kald.probe.engine;

import io.kald.probe.Keepalive;
import io.kald.probe.ProbeOutcome;
import io.kald.probe.ProbeResult;
import io.kald.probe.Prober;
import io.kald.probe.Reason;
import io.kald.probe.Rule;
import io.kald.probe.address.IpText;
import io.kald.probe.event.ProbeEvent;
import io.kald.probe.keepalive.KeepaliveMachine;
import io.kald.probe.keepalive.Standing;
import io.kald.probe.keepalive.State;
import io.kald.probe.keepalive.Transition;
import io.kald.probe.schedule.Cadence;
import io.kald.probe.schedule.Stagger;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The whole live path of one keepalive: a slot is due, the prober asks, the machine judges, events
 * go out, the next slot is armed. Has one timer: the next slot, or the outstanding probe's end.
 * Confined to its loop.
 */
final class KeepaliveRunner implements Runner, Prober.ResultListener {
  /** The first interval is at least this part of the period. */
  private static final int SHORTEST_FIRST = 20;

  // deps
  private final LoopCore core;
  private final int id;
  private final HeldResult held;

  // state
  private Keepalive keepalive;
  private KeepaliveMachine machine;
  private Admission admission;
  private @Nullable Prober prober;
  private String address = "";
  private @Nullable String nextAddress; // once the outstanding probe is judged
  private boolean dropped; // a question, since the last result, for another address
  private boolean outstanding;
  private boolean started;
  private boolean onItsPhase;
  private boolean waited; // for its turn, so that its end may lie beyond the next slot
  private long dueNanos;
  private long endOfWaitNanos; // of the probe asked last; its due time when it did not leave
  private long timeoutNanos;

  /** One of which nothing is known and nothing is asked yet. */
  KeepaliveRunner(LoopCore core, int id, Keepalive keepalive) {
    this.core = core;
    this.id = id;
    this.keepalive = keepalive;
    this.machine = newMachine(keepalive.rule());
    this.admission = newAdmission();
    this.held = new HeldResult(core);
  }

  private static KeepaliveMachine newMachine(Rule rule) {
    return new KeepaliveMachine(rule.maxFailure(), rule.localFailuresCount());
  }

  private Admission newAdmission() {
    boolean needsDescriptor = keepalive.probe().needsDescriptor();
    return new Admission(core, needsDescriptor, () -> core.guard(this, KeepaliveRunner::onTurn));
  }

  @Override
  public int id() {
    return id;
  }

  @Override
  public Keepalive monitored() {
    return keepalive;
  }

  /** What is known of the stream. */
  Standing standing() {
    return machine.standing();
  }

  @Nullable Prober prober() {
    return prober;
  }

  /** Arms the first probe; nothing is probed while every service is suspended. */
  void start(long firstDueNanos) {
    if (keepalive.suspended()) {
      machine.suspend(core.now());
      return;
    }
    machine.activate(core.now());
    started = true;
    onItsPhase = false;
    // A name that is still being looked up has until the next slot; its address starts the probe.
    dueNanos = onTick(address.isEmpty() ? firstDueNanos + interval() : firstDueNanos);
    core.arm(id, dueNanos);
  }

  /** Drops an outstanding probe and all timers. */
  void stop() {
    rest();
    closeProber();
  }

  private void closeProber() {
    if (prober != null) {
      prober.close();
      prober = null;
      admission.pool(null);
    }
  }

  /**
   * The address to ask from now on; empty when the name has none. What is asked meanwhile is asked
   * anew, but not twice for one result: a name that changes more often than probes end would hide
   * that its hosts are dead.
   */
  void address(String numeric) {
    String newAddress = IpText.canonical(numeric);
    boolean asking = outstanding || held.holding();
    nextAddress = asking && dropped ? newAddress : null;
    if (nextAddress != null || newAddress.equals(address)) {
      return;
    }
    dropped = asking;
    boolean lostAQuestion = asking || admission.waiting();
    boolean hadNone = address.isEmpty();
    letGo();
    closeProber();
    address = newAddress;
    if (!newAddress.isEmpty() && IpText.noHost(newAddress) == null) {
      prober = core.open(keepalive.probe(), newAddress, this::onQuarantine);
      admission.pool(Limits.Pool.of(keepalive.probe(), newAddress));
    }
    if (started && (lostAQuestion || hadNone)) {
      onItsPhase = false;
      dueNanos = onTick(core.now());
      core.arm(id, dueNanos);
    }
  }

  @Override
  public void detach(Handover handover) {
    keepalive = keepalive.with(handover.without(keepalive, machine.standing()));
  }

  /**
   * Goes on as wanted. Another list of services does not disturb the stream; another rule or probe
   * asks anew, and only another probe forgets what is known.
   *
   * @param delayNanos how long the first probe after it waits
   * @param newAddress of the wanted probe's host, or empty while the name is being looked up; not
   *     used when the probe stays
   */
  void change(Keepalive wanted, long delayNanos, String newAddress, Handover handover) {
    Keepalive before = keepalive;
    Standing knew = machine.standing();
    keepalive = wanted;
    if (!before.probe().equals(wanted.probe())) {
      stop();
      machine = newMachine(wanted.rule());
      admission = newAdmission();
      address = "";
      address(newAddress);
    } else if (!before.rule().equals(wanted.rule())) {
      rest();
      Rule rule = wanted.rule();
      machine = machine.continued(rule.maxFailure(), rule.localFailuresCount());
    }
    if (wanted.suspended()) {
      rest();
    }
    if (!started) {
      start(core.now() + delayNanos);
    }
    ServiceChanges.changed(core, before, knew, wanted, machine.standing(), handover);
  }

  /** The runner's one timer has fired. */
  @Override
  public void onDue() {
    if (outstanding) {
      onTimeUp();
    } else if (admission.waiting()) {
      onSlotPassed();
    } else if (held.holding()) {
      judgeReviewed(held.release());
    } else {
      onSlot();
    }
  }

  /** What the probe waited for has come. */
  void onTurn() {
    waited = true;
    send(core.now(), interval());
  }

  @Override
  public void onResult(ProbeResult result) {
    if (result.outcome() instanceof ProbeOutcome.NotProbed not && admission.refused(not.reason())) {
      outstanding = false;
      core.arm(id, dueNanos + interval());
      return;
    }
    letGo();
    review(LateEnds.inTime(prober, result, timeoutNanos));
  }

  /** Our own fault ended a probe: it says nothing of the target, and the next slot is kept. */
  @Override
  public void onFault(String what) {
    if (!started) {
      return;
    }
    try {
      if (outstanding && prober != null) {
        prober.expire(timeoutNanos);
      }
    } finally {
      letGo(); // A prober that is at fault twice keeps no descriptor and no slot.
      notAsked(address, Reason.FAULT, what);
    }
  }

  private void onSlot() {
    long now = core.now();
    long interval = interval();
    skipTo(new Cadence(dueNanos, interval).firstWorthSending(now), interval, now);
    if (dueNanos - now > 0) {
      core.arm(id, dueNanos);
      return;
    }
    send(now, interval);
  }

  /** Passes over so many slots, which count as skipped. */
  private void skipTo(long slot, long interval, long now) {
    if (slot > 0) {
      core.emit(new ProbeEvent.Skipped(keepalive, slot, dueNanos, now));
      dueNanos = new Cadence(dueNanos, interval).dueAt(slot);
    }
  }

  private void send(long now, long interval) {
    if (prober == null) {
      notAsked("", Reason.NAME_UNRESOLVED, IpText.noAddress(keepalive.probe().host(), address));
      return;
    }
    if (!admission.enter()) {
      core.arm(id, dueNanos + interval);
      return;
    }
    outstanding = true;
    timeoutNanos = Math.min(keepalive.rule().timeoutNanos(interval), keepalive.probe().mostNanos());
    endOfWaitNanos = now + timeoutNanos;
    core.arm(id, endOfWaitNanos);
    prober.send(dueNanos, this);
  }

  /** The turn has not come within the slot. It is kept for the next one, which begins now. */
  private void onSlotPassed() {
    long now = core.now();
    long interval = interval();
    long endNanos = dueNanos + interval;
    endOfWaitNanos = dueNanos;
    ProbeOutcome missed = new ProbeOutcome.NotProbed(admission.missing(), admission.detail());
    judge(new ProbeResult(address, 0, dueNanos, endNanos, endNanos, missed));
    skipTo(new Cadence(dueNanos, interval()).slotAt(now), interval(), now);
    core.arm(id, dueNanos + interval());
  }

  private void notAsked(String target, Reason reason, String detail) {
    endOfWaitNanos = dueNanos;
    judge(ProbeResult.notProbed(target, dueNanos, core.now(), reason, detail));
  }

  private void onTimeUp() {
    long lateNanos = core.now() - endOfWaitNanos;
    ProbeResult result = Objects.requireNonNull(prober).expire(timeoutNanos);
    letGo();
    review(LateEnds.timedOut(result, lateNanos));
  }

  /** A failure may wait for a second opinion; nothing else is sent meanwhile. */
  private void review(ProbeResult result) {
    long patience =
        held.hold(keepalive, result, reviewed -> core.guard(this, r -> r.judgeReviewed(reviewed)));
    if (patience > 0) {
      core.arm(id, core.now() + patience);
    } else {
      judge(result);
    }
  }

  /** A review is meant to take its time: what it delays is not late. */
  private void judgeReviewed(ProbeResult result) {
    endOfWaitNanos = result.endNanos();
    judge(result);
  }

  private void judge(ProbeResult result) {
    @Nullable Transition transition = machine.on(result).orElse(null);
    core.emit(new ProbeEvent.Probed(keepalive, result, machine.standing()));
    if (transition != null) {
      ServiceChanges.announce(core, keepalive, transition);
    }
    dueNanos = next(result);
    core.arm(id, dueNanos);
    dropped = false;
    address(nextAddress == null ? address : nextAddress);
  }

  /**
   * When the next probe is due. A probe that ended after its time-out has done so because this
   * process was stopped: that moves no slot, and the ones that passed are counted when it wakes.
   */
  private long next(ProbeResult result) {
    boolean late = waited;
    waited = false;
    if (!onItsPhase && machine.state() == State.ALIVE) {
      onItsPhase = true;
      return onPhase(result);
    }
    if (late) {
      return nextPlace(result);
    }
    return machine.state() == State.ALIVE && !HeldResult.overruled(result)
        ? result.dueNanos() + interval()
        : Cadence.next(result.dueNanos(), interval(), endWhenPunctual(result));
  }

  private long endInTime(ProbeResult result) {
    return Cadence.earlier(result.endNanos(), endOfWaitNanos);
  }

  /** The same as if it had been sent when it was due: that it was sent later moves no slot. */
  private long endWhenPunctual(ProbeResult result) {
    return Cadence.earlier(endInTime(result), result.dueNanos() + timeoutNanos);
  }

  /** The next of its slots after a probe that was late because it had to wait for its turn. */
  private long nextPlace(ProbeResult late) {
    Cadence cadence = new Cadence(late.dueNanos(), interval());
    long slot = Math.max(1, cadence.slotFrom(late.endNanos()));
    dueNanos = cadence.dueAt(1);
    skipTo(slot - 1, interval(), late.endNanos());
    return cadence.dueAt(slot);
  }

  /**
   * The keepalive's own place in the period after its first answer. That interval is a shorter one:
   * a longer one would be a slot missing on the wire.
   */
  private long onPhase(ProbeResult first) {
    long period = keepalive.rule().frequencyNanos();
    long earliest = first.dueNanos() + period / SHORTEST_FIRST;
    long end = endInTime(first);
    long from = end - earliest > 0 ? end : earliest;
    return Stagger.placeFrom(from, keepalive.name(), period, core.tickNanos());
  }

  private void onQuarantine(int port, boolean quarantined) {
    core.emit(new ProbeEvent.PortQuarantine(keepalive, port, quarantined, core.now()));
  }

  private void rest() {
    if (outstanding && prober != null) {
      prober.expire(timeoutNanos);
    }
    letGo();
    core.disarm(id);
    started = false;
    dropped = false;
    address(nextAddress == null ? address : nextAddress);
  }

  /** The first tick of the wheel not before {@code nanos}, so that a slot is due when it fires. */
  private long onTick(long nanos) {
    return -Math.floorDiv(-nanos, core.tickNanos()) * core.tickNanos();
  }

  private void letGo() {
    outstanding = false;
    held.drop();
    admission.leave();
  }

  /** The CSS probes every retryperiod while DYING and DOWN (probes/CSS.md#timing). */
  private long interval() {
    Rule rule = keepalive.rule();
    return machine.state() == State.ALIVE ? rule.frequencyNanos() : rule.retryNanos();
  }
}
