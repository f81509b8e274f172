package io.kald.probe.engine;

import io.kald.probe.Phone;
import io.kald.probe.PhoneSpec;
import io.kald.probe.ProbeResult;
import io.kald.probe.Service;
import io.kald.probe.event.PhoneFact;
import io.kald.probe.event.ProbeEvent;
import io.kald.probe.keepalive.Evidence;
import io.kald.probe.keepalive.Standing;
import io.kald.probe.keepalive.State;
import io.kald.probe.keepalive.Transition;
import io.kald.probe.phone.link.PhoneGroup;
import io.kald.probe.phone.link.PhoneSecurity;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One phone for the rest of kald: its facts become events, and how it is becomes the state of its
 * services. Confined to its loop.
 */
final class GroupRunner implements Runner, PhoneGroup.Listener {
  /** How long a phone that fell over a fault of ours is left alone before it begins anew. */
  private static final long FAULT_PAUSE_NANOS = TimeUnit.SECONDS.toNanos(5);

  private static final String FAULT = "a fault of kald";

  // deps
  private final LoopCore core;
  private final int id;
  private final PhoneSecurity security;
  private final Consumer<GroupRunner> onLeft;

  // state
  private final @Nullable String[] addresses; // null: never told
  private Phone phone;
  private PhoneSpec spec;
  private @Nullable PhoneGroup group;
  private Standing standing = Standing.UNKNOWN;
  private boolean mayRun;
  private boolean wanted;
  private boolean leavingForGood;

  /**
   * A phone that has not begun.
   *
   * @param onLeft called when {@link #leave} has been carried out
   */
  GroupRunner(LoopCore core, Phone phone, PhoneSecurity security, Consumer<GroupRunner> onLeft) {
    this.core = core;
    this.id = core.newId();
    this.phone = phone;
    this.spec = phone.spec();
    this.security = security;
    this.onLeft = onLeft;
    this.addresses = new @Nullable String[spec.allNodes().size()];
  }

  @Override
  public int id() {
    return id;
  }

  @Override
  public Phone monitored() {
    return phone;
  }

  String device() {
    return spec.device().name();
  }

  /** Begins after a while: the device is registered nowhere else by us. Called once. */
  void begin(long delayNanos) {
    mayRun = true;
    if (delayNanos > 0 && !phone.suspended()) {
      wanted = true;
      core.arm(id, core.now() + delayNanos);
    } else {
      start();
    }
  }

  /** Does nothing while the device is another's, or every service is suspended. */
  private void start() {
    if (group != null || !mayRun) {
      return;
    }
    wanted = !phone.suspended();
    if (!wanted) {
      standing = Standing.SUSPENDED;
      return;
    }
    PhoneGroup fresh = core.openPhone(spec, security, this);
    group = fresh;
    for (int place = 0; place < addresses.length; place++) {
      String address = addresses[place];
      if (address != null) {
        fresh.address(place, address);
      }
    }
    fresh.start();
  }

  /** Unregisters, closes, and calls back. */
  void leave(String why) {
    leavingForGood = true;
    rest(why);
  }

  /** A node's address, or empty: its name has none. */
  void address(int place, String address) {
    addresses[place] = address;
    if (group != null) {
      group.address(place, address);
    }
  }

  @Override
  public void detach(Handover handover) {
    phone = phone.with(handover.without(phone, standing));
  }

  /** Takes another list of services without disturbing the phone. */
  void services(Phone next, Handover handover) {
    Phone before = phone;
    Standing knew = standing;
    phone = next;
    rules(next.spec());
    boolean rests = next.suspended();
    boolean activated = !rests && knew.state() == State.SUSPENDED;
    if (rests) {
      standing = Standing.SUSPENDED;
    } else if (activated) {
      standing = Standing.UNKNOWN;
    }
    ServiceChanges.changed(core, before, knew, next, standing, handover);
    if (rests && knew.state() != State.SUSPENDED) {
      rest("suspended");
    } else if (activated) {
      wanted = true;
      start();
    }
  }

  /** Takes other detection and timers; nothing else of a phone that runs is changed. */
  private void rules(PhoneSpec other) {
    boolean changed = !other.equals(spec);
    spec = other;
    if (changed && group != null) {
      group.rules(other);
    }
  }

  @Override
  public void onDue() {
    if (group != null) {
      group.moment();
    } else if (wanted) {
      start();
    }
  }

  @Override
  public void onFault(String what) {
    PhoneGroup broken = group;
    group = null;
    String node = broken == null ? null : broken.registeredAt();
    if (broken != null) {
      broken.abort();
    }
    if (leavingForGood) {
      tellLoss(node);
      onLeft.accept(this);
    } else {
      core.arm(id, core.now() + FAULT_PAUSE_NANOS);
      tellLoss(node);
    }
  }

  /** What is on show as registered is so no more; the services die with it. */
  private void tellLoss(@Nullable String node) {
    if (node != null) {
      fact(new PhoneFact.Unregistered(node, FAULT), core.now());
    }
    if (standing.state() == State.ALIVE && !leavingForGood) {
      become(State.DYING, FAULT, core.now());
    }
  }

  @Override
  public void guarded(Runnable step) {
    core.guard(this, own -> step.run());
  }

  @Override
  public void fact(PhoneFact fact, long atNanos) {
    core.emit(new ProbeEvent.PhoneReported(phone, fact, atNanos));
  }

  @Override
  public void probed(ProbeResult result) {
    core.emit(new ProbeEvent.Probed(phone, result, standing));
  }

  @Override
  public void skipped(long count, long fromNanos, long atNanos) {
    core.emit(new ProbeEvent.Skipped(phone, count, fromNanos, atNanos));
  }

  @Override
  public void alive(String reason, long atNanos) {
    become(State.ALIVE, reason, atNanos);
  }

  @Override
  public void dying(String reason, long atNanos) {
    become(State.DYING, reason, atNanos);
  }

  @Override
  public void down(String reason, long atNanos) {
    become(State.DOWN, reason, atNanos);
  }

  @Override
  public void wakeAt(long nanos) {
    core.arm(id, nanos);
  }

  @Override
  public void gone() {
    group = null;
    core.disarm(id);
    if (leavingForGood) {
      onLeft.accept(this);
    } else if (wanted) {
      start();
    }
  }

  private void rest(String why) {
    wanted = false;
    if (group != null) {
      group.stop(why);
    } else if (leavingForGood) {
      core.disarm(id);
      onLeft.accept(this);
    }
  }

  /** The only place where the state changes while the phone runs. */
  private void become(State to, String reason, long atNanos) {
    Standing before = standing;
    standing = Standing.of(to, Evidence.PROBED);
    Transition transition = new Transition(before, standing, atNanos, reason);
    for (Service service : phone.services()) {
      if (!service.suspended()) {
        core.emit(new ProbeEvent.Changed(phone, service, transition));
      }
    }
  }
}
