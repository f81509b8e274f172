package io.kald.probe.engine;

import io.kald.probe.Reason;
import org.jspecify.annotations.Nullable;

/**
 * One runner's way past the {@link Limits}: a place among the probes in flight, and one among the
 * source ports of its pool. Who waits for a port keeps no place in flight, so that no two wait for
 * each other. Confined to the runner's loop but for {@link #granted}.
 */
final class Admission implements Places.Waiter {
  // deps
  private final LoopCore core;
  private final @Nullable Places inFlight;
  private final Runnable onTurn;

  // state
  private Limits.@Nullable Pool pool;
  private @Nullable Places ports;
  private boolean holdsFlight;
  private boolean holdsPort;
  private @Nullable Places waitingFor;
  private @Nullable Places lastLine; // the ticket is of
  private long ticket;

  /**
   * Of one runner.
   *
   * @param needsDescriptor whether each probe has a descriptor of its own
   * @param onTurn called on the loop when the runner should {@link #enter} again
   */
  Admission(LoopCore core, boolean needsDescriptor, Runnable onTurn) {
    this.core = core;
    this.inFlight = needsDescriptor ? core.limits().inFlight() : null;
    this.onTurn = onTurn;
  }

  /** From now on its source ports are of that pool, or the kernel's. Nothing may be held. */
  void pool(Limits.@Nullable Pool next) {
    if (pool != null) {
      core.limits().part(pool);
    }
    pool = next;
    ports = next == null ? null : core.limits().join(next);
  }

  /** Whether it waits in a line. */
  boolean waiting() {
    return waitingFor != null;
  }

  /** Takes what a probe needs; false: it waits in a line now, and its turn will come. */
  boolean enter() {
    if (inFlight != null && !holdsFlight) {
      if (!inFlight.enter()) {
        await(inFlight);
        return false;
      }
      holdsFlight = true;
    }
    if (ports != null && !holdsPort) {
      if (!ports.enter()) {
        leaveFlight();
        await(ports);
        return false;
      }
      holdsPort = true;
    }
    return true;
  }

  private void await(Places places) {
    waitingFor = places;
    lastLine = places;
    ticket = places.await(this);
  }

  /**
   * The prober found that what was entered is taken by others all the same.
   *
   * @return whether the runner waits in a line now: somebody will give it back
   */
  boolean refused(Reason reason) {
    if (reason == Reason.NO_SOURCE_PORT && ports != null && holdsPort) {
      holdsPort = false;
      leaveFlight();
      return refused(ports);
    }
    if (reason == Reason.NO_DESCRIPTOR && inFlight != null && holdsFlight) {
      holdsFlight = false;
      leavePort();
      return refused(inFlight);
    }
    return false;
  }

  private boolean refused(Places places) {
    ticket = places.refused(places == lastLine ? ticket : 0, this);
    lastLine = places;
    waitingFor = ticket == 0 ? null : places;
    return ticket != 0;
  }

  /** Why the runner has no turn yet. */
  Reason missing() {
    return waitingFor == ports ? Reason.NO_SOURCE_PORT : Reason.BUSY;
  }

  /** The same for a reader. */
  String detail() {
    return waitingFor == ports && pool != null
        ? "ports " + pool.range() + ": all taken by other probes of this target"
        : "all probes this process may have outstanding were outstanding";
  }

  /** Gives back what it has and waits no more. */
  void leave() {
    if (waitingFor != null) {
      waitingFor.withdraw(ticket);
      waitingFor = null;
    }
    ticket = 0;
    leavePort();
    leaveFlight();
  }

  private void leavePort() {
    if (holdsPort && ports != null) {
      holdsPort = false;
      ports.leave();
    }
  }

  private void leaveFlight() {
    if (holdsFlight && inFlight != null) {
      holdsFlight = false;
      inFlight.leave();
    }
  }

  @Override
  public void granted(Places places, long granted) {
    core.later(() -> take(places, granted));
  }

  private void take(Places places, long granted) {
    if (waitingFor != places || ticket != granted) {
      places.leave(); // It has left the line meanwhile.
      return;
    }
    waitingFor = null;
    if (places == inFlight) {
      holdsFlight = true;
    } else {
      holdsPort = true;
    }
    onTurn.run();
  }
}
