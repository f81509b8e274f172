package io.kald.probe.schedule;

import java.util.Arrays;

/**
 * One timer for each of many small numbered owners, in primitive arrays: arming, moving and
 * disarming cost a few array writes and no garbage. Never fires early; late by less than a tick
 * plus what the loop itself is late. Pure: time is an argument. Confined to one thread.
 */
public final class Wheel {
  private static final int NONE = -1;
  private static final int SLOTS = 8192;

  private final long startNanos;
  private final long tickNanos;
  private final int[] head = new int[SLOTS];
  private final long[] occupied = new long[SLOTS / Long.SIZE];

  // by owner
  private int[] next = new int[0];
  private int[] prev = new int[0];
  private int[] slot = new int[0];
  private long[] tick = new long[0];

  private long doneTick;
  private int armed;

  /** A wheel at {@code nowNanos} whose hand moves in steps of {@code tickNanos}. */
  public Wheel(long nowNanos, long tickNanos) {
    if (tickNanos <= 0) {
      throw new IllegalArgumentException("tickNanos: " + tickNanos + " (expected: > 0)");
    }
    this.startNanos = nowNanos;
    this.tickNanos = tickNanos;
    Arrays.fill(head, NONE);
  }

  /** How many owners have a timer. */
  public int armed() {
    return armed;
  }

  /** Gives {@code owner} (0 or more) its one timer, in place of any it had. */
  public void arm(int owner, long dueNanos) {
    grow(owner);
    disarm(owner);
    long wanted = Math.max(doneTick + 1, ticksFromStart(dueNanos));
    int s = (int) (wanted & (SLOTS - 1));
    tick[owner] = wanted;
    slot[owner] = s;
    prev[owner] = NONE;
    next[owner] = head[s];
    if (head[s] != NONE) {
      prev[head[s]] = owner;
    }
    head[s] = owner;
    occupied[s >> 6] |= 1L << s;
    armed++;
  }

  /** Takes the owner's timer away; does nothing when it has none. */
  public void disarm(int owner) {
    if (owner >= slot.length || slot[owner] == NONE) {
      return;
    }
    int s = slot[owner];
    if (prev[owner] == NONE) {
      head[s] = next[owner];
    } else {
      next[prev[owner]] = next[owner];
    }
    if (next[owner] != NONE) {
      prev[next[owner]] = prev[owner];
    }
    if (head[s] == NONE) {
      occupied[s >> 6] &= ~(1L << s);
    }
    slot[owner] = NONE;
    armed--;
  }

  /**
   * Calls {@code handler} for every owner due by {@code nowNanos}; its timer is gone by then. The
   * handler may arm and disarm any owner; what it arms for now or earlier fires at the next tick.
   */
  public void advance(long nowNanos, DueHandler handler) {
    long target = Math.floorDiv(nowNanos - startNanos, tickNanos);
    if (target <= doneTick) {
      return;
    }
    long first = Math.max(doneTick + 1, target - SLOTS + 1);
    doneTick = target;
    for (long t = first; t <= target; t++) {
      int s = (int) (t & (SLOTS - 1));
      if (occupied[s >> 6] == 0) {
        t |= Long.SIZE - 1;
      } else if (head[s] != NONE) {
        drain(s, target, handler);
      }
    }
  }

  /**
   * When the hand should move next: the next occupied slot's time, which may hold only owners due
   * in a later turn. {@link Long#MAX_VALUE} from now when nothing is armed.
   */
  public long nextNanos() {
    if (armed == 0) {
      return startNanos + Long.MAX_VALUE;
    }
    long t = doneTick + 1;
    while (true) {
      int s = (int) (t & (SLOTS - 1));
      long rest = occupied[s >> 6] >>> s;
      if (rest != 0) {
        return startNanos + (t + Long.numberOfTrailingZeros(rest)) * tickNanos;
      }
      t = (t | (Long.SIZE - 1)) + 1;
    }
  }

  private void drain(int s, long target, DueHandler handler) {
    int owner = head[s];
    while (owner != NONE) {
      if (tick[owner] > target) {
        owner = next[owner];
        continue;
      }
      disarm(owner);
      handler.onDue(owner);
      // The handler may have changed the list in any way, so it is read from its start again.
      owner = head[s];
    }
  }

  private long ticksFromStart(long dueNanos) {
    return -Math.floorDiv(startNanos - dueNanos, tickNanos);
  }

  private void grow(int owner) {
    int old = slot.length;
    if (owner < old) {
      return;
    }
    int size = Math.max(owner + 1, Math.max(16, old * 2));
    next = Arrays.copyOf(next, size);
    prev = Arrays.copyOf(prev, size);
    tick = Arrays.copyOf(tick, size);
    slot = Arrays.copyOf(slot, size);
    Arrays.fill(slot, old, size, NONE);
  }

  /** Takes owners whose time has come. */
  @FunctionalInterface
  public interface DueHandler {
    /** The owner's timer has fired and is gone. */
    void onDue(int owner);
  }
}
