package io.kald.agent.witness;

import io.kald.agent.audit.Claim;
import io.kald.agent.audit.KeepAlivesSeen;
import io.kald.agent.audit.KeepAlivesSeen.Absent;
import io.kald.agent.audit.KeepAlivesSeen.Shown;
import io.kald.agent.audit.KeepAlivesSeen.Sight;
import io.kald.agent.audit.OnWire;
import java.util.ArrayDeque;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Lays what phones say of their KeepAlives beside the packets. Each is decided once, when all
 * packets of the time it tells of have come. Times are nanoseconds since 1970, and the caller is
 * the clock. Bounded; confined to one thread.
 */
final class PhonePairs {
  /**
   * So long after it was told, in packet time, a KeepAlive is decided: the packets by which a
   * connection ends, or the next KeepAlive, say whose an answer was.
   */
  static final long SETTLE_NANOS = TimeUnit.SECONDS.toNanos(2);

  /** A KeepAlive told later than that is only confirmed, never denied. */
  static final long LONGEST_NANOS = TimeUnit.MINUTES.toNanos(4);

  private static final String TELLER = "kald";
  private static final String INCOMPLETE = "packets of that time may be missing";
  private static final String AMBIGUOUS = "several KeepAlives had no answer: it may be another's";
  private static final int MOST_WAITING = 1 << 16;
  private static final long NEAR = OnWire.NEAR_NANOS;

  private record Waiting(Claim claim, long toldNanos) {}

  // deps
  private final KeepAlivesSeen seen;
  private final Verdicts verdicts;
  private final Doubts doubts;

  // state
  private final ArrayDeque<Waiting> waiting = new ArrayDeque<>();

  /** Nothing waits yet. */
  PhonePairs(KeepAlivesSeen seen, Verdicts verdicts, Doubts doubts) {
    this.seen = seen;
    this.verdicts = verdicts;
    this.doubts = doubts;
  }

  /** Takes a result that was told then; results come in about the order in which they are told. */
  void claim(Claim claim, long toldNanos) {
    waiting.add(new Waiting(claim, toldNanos));
    if (waiting.size() > MOST_WAITING) {
      decide(waiting.remove(), false);
    }
  }

  /** Decides what is due, now that all packets until then have come. */
  void advance(long seenNanos) {
    for (Waiting next = waiting.peek(); isDue(next, seenNanos); next = waiting.peek()) {
      decide(waiting.remove(), true);
    }
  }

  private static boolean isDue(@Nullable Waiting next, long seenNanos) {
    return next != null && next.toldNanos + SETTLE_NANOS <= seenNanos;
  }

  /** Decides everything, as unknown where packets do not confirm it: no more will come. */
  void finish() {
    while (!waiting.isEmpty()) {
      decide(waiting.remove(), false);
    }
  }

  /** Results that wait. */
  int size() {
    return waiting.size();
  }

  private void decide(Waiting due, boolean complete) {
    Claim claim = due.claim;
    boolean watched = due.toldNanos - claim.sentNanos() <= LONGEST_NANOS;
    boolean sure =
        complete && watched && !doubts.touch(claim.sentNanos() - NEAR, due.toldNanos + NEAR);
    Sight sight = seen.claim(claim.asked(), claim.sourcePort(), claim.sentNanos());
    if (sight instanceof Shown shown) {
      shown(claim, shown, sure);
    } else if (sight instanceof Absent absent) {
      absent(claim, sure ? absent.why() : INCOMPLETE);
    }
  }

  private void shown(Claim claim, Shown shown, boolean sure) {
    String time = shown.seen().differsInTime(claim, TELLER);
    String differs = time.isEmpty() ? shown.seen().differs(claim, TELLER) : time;
    if (differs.isEmpty()) {
      verdicts.confirmed(claim, shown.seen());
    } else if (sure && shown.certain()) {
      verdicts.differs(claim, shown.seen(), differs);
    } else {
      verdicts.unknown(claim, sure ? AMBIGUOUS : INCOMPLETE);
    }
  }

  private void absent(Claim claim, String why) {
    if (why.isEmpty()) {
      verdicts.notOnWire(claim);
    } else {
      verdicts.unknown(claim, why);
    }
  }
}
