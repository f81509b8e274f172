package io.kald.agent.idle;

import java.util.ArrayList;
import java.util.List;

/**
 * Looks for the shortest idle time that kills, in rounds. Each round holds some connections at
 * once, evenly spread between the longest time that was survived and the shortest that was not: a
 * connection serves once, for to ask whether it lives is to use it. Pure.
 */
final class Search {
  // deps
  private final IdlePlan plan;

  // state
  private int round;
  private long keptNanos;
  private long keptAnyNanos;
  private Held shortest = new Held(0, 0, Fate.KEPT, 0, "");
  private boolean hopeless;

  Search(IdlePlan plan) {
    this.plan = plan;
  }

  /** The next round's idle times, ascending; empty when the search is over. */
  List<Long> next() {
    boolean dead = shortest.fate().dead();
    long upper = dead ? shortest.plannedNanos() : plan.maxNanos();
    boolean found = dead && (shortest.fate().unasked() || gap() <= plan.resolutionNanos());
    if (hopeless || found || (round > 0 && !dead)) {
      return List.of();
    }
    round++;
    return round == 1 ? first(upper) : between(upper);
  }

  /** Evenly up to the longest time, that one included. */
  private List<Long> first(long upper) {
    long step = step(upper, plan.parallel(), plan);
    List<Long> times = new ArrayList<>();
    for (long time = step; time < upper; time += step) {
      if (time >= IdlePlan.LEAST_NANOS) {
        times.add(time);
      }
    }
    times.add(upper);
    return times;
  }

  /** Evenly between what is known to live and what is known to die, neither included. */
  private List<Long> between(long upper) {
    boolean unknown = keptNanos == 0;
    long from = unknown ? IdlePlan.LEAST_NANOS : keptNanos;
    long step = step(upper - from, unknown ? plan.parallel() : plan.parallel() + 1L, plan);
    List<Long> times = new ArrayList<>();
    // Nothing is known to live yet: the shortest time of all is tried as well.
    for (long time = unknown ? from : from + step; time < upper; time += step) {
      times.add(time);
    }
    return times;
  }

  private static long step(long span, long parts, IdlePlan plan) {
    return Math.max(plan.resolutionNanos(), (span + parts - 1) / parts);
  }

  private long gap() {
    long floor = Math.max(keptNanos, IdlePlan.LEAST_NANOS);
    return shortest.plannedNanos() - floor;
  }

  /** Takes what became of a connection. */
  void add(Held held) {
    if (held.fate() == Fate.KEPT) {
      keptAnyNanos = Math.max(keptAnyNanos, held.plannedNanos());
    } else if (held.fate().dead()) {
      if (!shortest.fate().dead() || time(held) < time(shortest)) {
        shortest = held;
      }
    } else {
      hopeless = true;
      shortest = shortest.fate().dead() ? shortest : held;
    }
    long dead = shortest.fate().dead() ? time(shortest) : Long.MAX_VALUE;
    if (held.fate() == Fate.KEPT && held.plannedNanos() < dead) {
      keptNanos = Math.max(keptNanos, held.plannedNanos());
    }
    // A death below what was thought to be safe: the box does not go by the clock alone.
    keptNanos = keptNanos < dead ? keptNanos : 0;
  }

  /** Whether a connection of this idle time can still tell anything. */
  boolean matters(long plannedNanos) {
    return !hopeless && (!shortest.fate().dead() || plannedNanos < time(shortest));
  }

  /** When its death was caused: for one that ended by itself, exactly then. */
  private static long time(Held held) {
    return held.fate().unasked() ? held.idleNanos() : held.plannedNanos();
  }

  /** What is known now. */
  Finding finding(boolean complete) {
    boolean dead = shortest.fate().dead();
    long deadNanos = dead ? time(shortest) : 0;
    return new Finding(
        shortest.fate(),
        keptNanos,
        deadNanos,
        dead && keptAnyNanos > deadNanos ? keptAnyNanos : 0,
        complete && !hopeless,
        shortest.detail());
  }

  /** Rounds that may be needed. */
  static int mostRounds(IdlePlan plan) {
    int rounds = 1;
    long gap = step(plan.maxNanos(), plan.parallel(), plan);
    // At worst nothing lives in the first round, and the second spends one on the shortest time.
    for (long parts = plan.parallel(); gap > plan.resolutionNanos(); parts = plan.parallel() + 1L) {
      gap = step(gap, parts, plan);
      rounds++;
    }
    return rounds;
  }

  /**
   * How long the search takes at most: each round at most the longest time, and the last answers.
   */
  static long mostNanos(IdlePlan plan) {
    return mostRounds(plan) * (plan.maxNanos() + HeldConnection.PATIENCE_NANOS);
  }
}
