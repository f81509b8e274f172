package io.kald.agent.witness;

import io.kald.agent.audit.Claim;
import io.kald.agent.audit.OnWire;
import io.kald.agent.witness.Unpaired.Waiting;
import java.util.concurrent.TimeUnit;
import java.util.function.BiPredicate;

/**
 * Lays results beside packets while both come in, by the rule of an audit: what belongs together
 * has the same target and source port and is nearest in time, within a second. A result that its
 * packets confirm is decided at once; every other one waits until all its packets must have come.
 * Times are nanoseconds since 1970, and the caller is the clock. Bounded; confined to one thread.
 */
final class LivePairs {
  private static final String TELLER = "kald";
  private static final String INCOMPLETE = "packets of that time may be missing";

  /** Beyond it the oldest result cannot be judged any more. */
  private static final int MOST_WAITING = 1 << 18;

  private static final long NEAR = OnWire.NEAR_NANOS;

  /** A result and a packet this close in time have no nearer others. */
  private static final long AT_ONCE_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

  // deps
  private final Verdicts verdicts;
  private final Doubts doubts;
  private final BiPredicate<ProbeKey, OnWire> onlyOurs;
  private final Neighbours neighbours;

  // state
  private final Unpaired claims = new Unpaired();
  private final Unpaired sights = new Unpaired();

  /**
   * Nothing waits yet.
   *
   * @param onlyOurs whether packets can only be of a probe of kald's
   * @param neighbours is kept by the caller
   */
  LivePairs(
      Verdicts verdicts,
      Doubts doubts,
      BiPredicate<ProbeKey, OnWire> onlyOurs,
      Neighbours neighbours) {
    this.neighbours = neighbours;
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
    claims.add(new Waiting(key, claim, null, claim.sentNanos(), atNanos));
    Waiting oldest = claims.size() > MOST_WAITING ? claims.oldest() : null;
    if (oldest != null) {
      due(oldest, false);
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
    sights.add(new Waiting(key, null, seen, seen.sentNanos(), atNanos));
    Waiting oldest = sights.size() > MOST_WAITING ? sights.oldest() : null;
    if (oldest != null) {
      doubts.add(oldest.sentNanos, oldest.sentNanos);
      sights.settle(oldest);
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
    return claims.size();
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
      missing(claim, end, sure);
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
      verdicts.unknown(claim, INCOMPLETE);
    }
  }

  /** A packet to a host that does not answer ARP or neighbour discovery does not leave. */
  private void missing(Claim claim, long endNanos, boolean sure) {
    WireKey target = claim.rttNanos() >= 0 ? null : WireKey.of(claim.asked().address(), 0, 0);
    if (!sure) {
      verdicts.unknown(claim, INCOMPLETE);
    } else if (target != null && neighbours.unanswered(target, claim.sentNanos(), endNanos)) {
      verdicts.unresolved(claim);
    } else {
      verdicts.notOnWire(claim);
    }
  }
}
