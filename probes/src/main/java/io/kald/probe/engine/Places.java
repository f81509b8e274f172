package io.kald.probe.engine;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * A number of places that the probes of all loops share, first come, first served: who finds none
 * free waits in a line and is called, and nobody who comes later gets ahead. Any thread; without a
 * lock while nobody waits.
 */
final class Places {
  // deps
  private final int limit;

  // state
  private final AtomicInteger taken = new AtomicInteger();
  private final TreeMap<Long, Waiter> line = new TreeMap<>(); // guarded by this
  private long lastTicket; // guarded by this
  private boolean exhausted; // guarded by this: places are left that are of no use
  private volatile int waiting; // the line's length

  /** Somebody in the line. */
  @FunctionalInterface
  interface Waiter {
    /** Its turn: a place was taken for it. On any thread; must only hand the news on. */
    void granted(Places places, long ticket);
  }

  private record Turn(long ticket, Waiter waiter) {}

  Places(int limit) {
    if (limit < 1) {
      throw new IllegalArgumentException("limit: " + limit + " (expected: >= 1)");
    }
    this.limit = limit;
  }

  /** Takes a place; false when there is none or others wait for one. */
  boolean enter() {
    return waiting == 0 && take();
  }

  private boolean take() {
    int now = taken.get();
    while (now < limit) {
      if (taken.compareAndSet(now, now + 1)) {
        return true;
      }
      now = taken.get();
    }
    return false;
  }

  /** Gives a place back: the first of the line gets it. */
  void leave() {
    taken.decrementAndGet();
    if (waiting > 0) {
      admit(true);
    }
  }

  /** Joins the end of the line; the ticket tells this wait from later ones. */
  long await(Waiter waiter) {
    long ticket;
    synchronized (this) {
      ticket = ++lastTicket;
      put(ticket, waiter);
    }
    admit(false); // A place may have come back since the waiter found none.
    return ticket;
  }

  /**
   * Gives a place back that was of no use, since what it stands for is taken by somebody else, and
   * waits until another place comes back.
   *
   * @param before the ticket of the wait that led here, whose position is kept, or 0
   * @return the ticket, or 0: nobody has a place, so there is nothing to wait for
   */
  long refused(long before, Waiter waiter) {
    long ticket;
    synchronized (this) {
      ticket = before == 0 ? ++lastTicket : before;
      exhausted = true;
      put(ticket, waiter);
      if (taken.decrementAndGet() == 0) {
        withdraw(ticket);
        ticket = 0;
      }
    }
    if (ticket == 0) {
      admit(true);
    }
    return ticket;
  }

  /** Leaves the line; where the turn has come already, the place must be given back. */
  synchronized void withdraw(long ticket) {
    line.remove(ticket);
    waiting = line.size();
  }

  private void put(long ticket, Waiter waiter) {
    line.put(ticket, waiter);
    waiting = line.size();
  }

  private void admit(boolean placeCameBack) {
    Turn turn = next(placeCameBack);
    while (turn != null) {
      turn.waiter.granted(this, turn.ticket);
      turn = next(false);
    }
  }

  private synchronized @Nullable Turn next(boolean placeCameBack) {
    if (placeCameBack) {
      exhausted = false;
    }
    if (line.isEmpty() || exhausted || !take()) {
      return null;
    }
    Map.Entry<Long, Waiter> first = line.pollFirstEntry();
    waiting = line.size();
    return new Turn(first.getKey(), first.getValue());
  }

  /** How many are taken. */
  int taken() {
    return taken.get();
  }
}
