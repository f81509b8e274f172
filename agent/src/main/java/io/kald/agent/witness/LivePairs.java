package io.kald.agent.witness;

import io.kald.agent.audit.Claim;
import io.kald.agent.audit.OnWire;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BiPredicate;
import org.jspecify.annotations.Nullable;

/**
 * Lays results beside packets while both come in, by the rule of an audit: what belongs together
 * has the same target and source port and is nearest in time, within a second. A result that its
 * packets confirm is decided at once; every other one waits until all its packets must have come.
 * Times are nanoseconds since 1970, and the caller is the clock. Bounded; confined to one thread.
 */
final class LivePairs {
  private static final String TELLER = "kald";

  /** Beyond it the oldest result cannot be judged any more. */
  private static final int MOST_WAITING = 1 << 18;

  private static final long NEAR = OnWire.NEAR_NANOS;

  /** A result and a packet this close in time have no nearer others. */
  private static final long AT_ONCE_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

  // deps
  private final Verdicts verdicts;
  private final Doubts doubts;
  private final BiPredicate<ProbeKey, OnWire> onlyOurs;

  // state
  private final Side claims = new Side();
  private final Side sights = new Side();

  /**
   * Nothing waits yet.
   *
   * @param onlyOurs whether packets can only be of a probe of kald's
   */
  LivePairs(Verdicts verdicts, Doubts doubts, BiPredicate<ProbeKey, OnWire> onlyOurs) {
    this.verdicts = verdicts;
    this.doubts = doubts;
    this.onlyOurs = onlyOurs;
  }

  /** Takes a result; it is decided at {@code atNanos} at the latest. */
  void claim(ProbeKey key, Claim claim, long atNanos) {
    Waiting sight = sights.nearest(key, claim.sentNanos(), AT_ONCE_NANOS);
    OnWire seen = sight == null ? null : sight.seen;
    if (sight != null && seen != null && seen.differs(claim, TELLER).isEmpty()) {
      sights.settle(sight);
      verdicts.confirmed(claim, seen);
      return;
    }
    Waiting tooMany = claims.add(new Waiting(key, claim, null, claim.sentNanos(), atNanos));
    if (tooMany != null) {
      due(tooMany, false);
    }
  }

  /** Takes packets; without a result they are forgotten at {@code atNanos}. */
  void seen(ProbeKey key, OnWire seen, long atNanos) {
    Waiting waiting = claims.nearest(key, seen.sentNanos(), AT_ONCE_NANOS);
    Claim claim = waiting == null ? null : waiting.claim;
    if (waiting != null && claim != null && seen.differs(claim, TELLER).isEmpty()) {
      claims.settle(waiting);
      verdicts.confirmed(claim, seen);
      return;
    }
    Waiting tooMany = sights.add(new Waiting(key, null, seen, seen.sentNanos(), atNanos));
    if (tooMany != null) {
      doubts.add(tooMany.sentNanos, tooMany.sentNanos);
      sights.settle(tooMany);
    }
  }

  /** Decides what is due. */
  void advance(long nowNanos) {
    for (Waiting next = claims.due(nowNanos); next != null; next = claims.due(nowNanos)) {
      due(next, true);
    }
    for (Waiting next = sights.due(nowNanos); next != null; next = sights.due(nowNanos)) {
      forget(next);
    }
  }

  /** Decides everything, as unknown where packets do not confirm it: no more will come. */
  void finish() {
    for (Waiting next = claims.oldest(); next != null; next = claims.oldest()) {
      due(next, false);
    }
    for (Waiting next = sights.oldest(); next != null; next = sights.oldest()) {
      sights.settle(next);
    }
  }

  /** Results that wait. */
  int size() {
    return claims.open;
  }

  private void due(Waiting waiting, boolean complete) {
    Claim claim = waiting.claim;
    claims.settle(waiting);
    if (claim != null) {
      decide(waiting.key, claim, complete);
    }
  }

  private void forget(Waiting waiting) {
    OnWire seen = waiting.seen;
    sights.settle(waiting);
    long at = waiting.sentNanos;
    if (seen != null && onlyOurs.test(waiting.key, seen) && !doubts.touch(at - NEAR, at + NEAR)) {
      verdicts.unrecorded(waiting.key, seen);
    }
  }

  private void decide(ProbeKey key, Claim claim, boolean complete) {
    long end = claim.sentNanos() + Math.max(0, Math.max(claim.rttNanos(), claim.afterNanos()));
    boolean watched = end - claim.sentNanos() <= Expected.LONGEST_NANOS;
    boolean sure = complete && watched && !doubts.touch(claim.sentNanos() - NEAR, end + NEAR);
    Waiting sight = sights.nearest(key, claim.sentNanos(), NEAR);
    OnWire seen = sight == null ? null : sight.seen;
    if (sight == null || seen == null) {
      missing(claim, sure);
      return;
    }
    sights.settle(sight);
    String time = seen.differsInTime(claim, TELLER);
    String differs = time.isEmpty() ? seen.differs(claim, TELLER) : time;
    if (differs.isEmpty()) {
      verdicts.confirmed(claim, seen);
    } else if (sure) {
      verdicts.differs(claim, seen, differs);
    } else {
      verdicts.unknown(claim);
    }
  }

  private void missing(Claim claim, boolean sure) {
    if (sure) {
      verdicts.notOnWire(claim);
    } else {
      verdicts.unknown(claim);
    }
  }

  /** A result without packets, or packets without a result. */
  private static final class Waiting {
    private final ProbeKey key;
    private final long sentNanos;
    private final long atNanos;
    private @Nullable Claim claim;
    private @Nullable OnWire seen;
    private boolean settled;

    Waiting(
        ProbeKey key, @Nullable Claim claim, @Nullable OnWire seen, long sentNanos, long atNanos) {
      this.key = key;
      this.claim = claim;
      this.seen = seen;
      this.sentNanos = sentNanos;
      this.atNanos = atNanos;
    }
  }

  /** Those that wait for their counterpart, by key and in the order in which they came. */
  private static final class Side {
    private final ArrayDeque<Waiting> queue = new ArrayDeque<>();
    private final Map<ProbeKey, List<Waiting>> byKey = new HashMap<>();
    private int open;

    /** Adds one; returns the oldest when there are too many. */
    @Nullable Waiting add(Waiting waiting) {
      byKey.computeIfAbsent(waiting.key, k -> new ArrayList<>(2)).add(waiting);
      queue.addLast(waiting);
      open++;
      return queue.size() > MOST_WAITING ? oldest() : null;
    }

    @Nullable Waiting nearest(ProbeKey key, long sentNanos, long within) {
      Waiting nearest = null;
      long least = within;
      for (Waiting waiting : byKey.getOrDefault(key, List.of())) {
        long off = Math.abs(waiting.sentNanos - sentNanos);
        if (off <= least) {
          nearest = waiting;
          least = off;
        }
      }
      return nearest;
    }

    /** The next one whose time is over; null when there is none. */
    @Nullable Waiting due(long nowNanos) {
      Waiting first = oldest();
      return first == null || first.atNanos > nowNanos ? null : first;
    }

    @Nullable Waiting oldest() {
      while (!queue.isEmpty() && queue.getFirst().settled) {
        queue.removeFirst();
      }
      return queue.peekFirst();
    }

    /** Takes it out; its place in the queue goes when its turn comes. */
    void settle(Waiting waiting) {
      if (waiting.settled) {
        return;
      }
      waiting.settled = true;
      waiting.claim = null;
      waiting.seen = null;
      open--;
      List<Waiting> list = byKey.get(waiting.key);
      if (list != null && list.remove(waiting) && list.isEmpty()) {
        byKey.remove(waiting.key);
      }
    }
  }
}
