package io.kald.probe.phone;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The KeepAlives of one connection that lack their KeepAliveAck. They carry no number, so the n-th
 * ack belongs to the oldest of them. Pure: time and what the kernel says are arguments.
 *
 * <p>A node that has lost some would be one behind for good. So an ack that follows the newest
 * KeepAlive at its usual pace, while older ones are given up, is held: if another comes before the
 * next KeepAlive is due, both belong to the oldest, for a node that had hung is making up for it;
 * if it stays alone, it was the newest that was answered, and the older ones are lost.
 */
final class KeepAlives {
  /** How many that were given up may still be answered; a node may never ack on a standby link. */
  private static final int MOST_GIVEN_UP = 8;

  private static final int USUALLY_OPEN = 1;

  /** An ack within so many bases is at its usual pace. */
  private static final int USUAL_BASES = 2;

  // deps
  private final Baseline baseline;

  // state
  private Detection detection;
  private final ArrayDeque<SentKeepAlive> open = new ArrayDeque<>(USUALLY_OPEN);
  private boolean newestUnheard;
  private boolean holding;
  private long heldNanos;

  KeepAlives(Detection detection, Baseline baseline) {
    this.detection = detection;
    this.baseline = baseline;
  }

  /** Another one for those that are sent from now on. */
  void detection(Detection next) {
    detection = next;
  }

  /** One was sent; its instants start with the first, however the one before it fared. */
  void sent(long dueNanos, long leftNanos, long mark) {
    long[] instants = detection.instants(baseline.baseNanos());
    open.addLast(new SentKeepAlive(dueNanos, leftNanos, mark, instants));
    newestUnheard = true;
    while (open.size() > MOST_GIVEN_UP && expendable(open.getFirst())) {
      open.removeFirst();
    }
  }

  /** One that TCP has yet to deliver is what the path is judged by. */
  private static boolean expendable(SentKeepAlive sent) {
    return sent.judged && (sent.slept || sent.delivered || sent.mark == TcpSample.UNKNOWN);
  }

  /** A KeepAlive and when its ack came. */
  record Acked(SentKeepAlive sent, long atNanos) {}

  /**
   * An ack came.
   *
   * @return what can be told by it, oldest first: nothing while it is held
   */
  List<Acked> acked(long nowNanos) {
    boolean doubtful = doubtful(nowNanos);
    newestUnheard = false;
    if (doubtful) {
      holding = true;
      heldNanos = nowNanos;
      return List.of();
    }
    List<Acked> all = new ArrayList<>(1);
    if (holding) {
      holding = false;
      oldest(heldNanos, all);
    }
    oldest(nowNanos, all);
    return all;
  }

  private void oldest(long atNanos, List<Acked> all) {
    SentKeepAlive sent = open.pollFirst();
    if (sent != null) {
      all.add(new Acked(sent, atNanos));
    }
  }

  /** Whether an ack may be that of the newest, or of the oldest of those that were given up. */
  private boolean doubtful(long nowNanos) {
    SentKeepAlive newest = open.peekLast();
    if (newest == null || !newestUnheard || open.size() < 2) {
      return false;
    }
    boolean usualPace = nowNanos - newest.sentNanos <= USUAL_BASES * baseline.baseNanos();
    return usualPace && waiting().equals(List.of(newest));
  }

  /** No other ack will come for what was sent so far: what the held one tells, or null. */
  @Nullable Acked settled() {
    SentKeepAlive newest = open.peekLast();
    if (!holding || newest == null) {
      return null;
    }
    clear();
    return new Acked(newest, heldNanos);
  }

  /** Forgets all: what was sent before a registration is answered before it, or never. */
  void clear() {
    open.clear();
    holding = false;
  }

  /** When the oldest that lacks an answer for no stop of ours left; now when there is none. */
  long oldestNanos(long nowNanos) {
    if (!holding) {
      for (SentKeepAlive each : open) {
        if (!each.slept) {
          return each.sentNanos;
        }
      }
    }
    return nowNanos;
  }

  /** When the oldest left that is held against the node now; now when there is none. */
  long suspectNanos(long nowNanos) {
    for (SentKeepAlive each : open) {
      if (!each.judged || broken(each)) {
        return each.sentNanos;
      }
    }
    return nowNanos;
  }

  /** Those that are still waited for, oldest first. */
  List<SentKeepAlive> waiting() {
    List<SentKeepAlive> waiting = new ArrayList<>();
    for (SentKeepAlive each : open) {
      if (!each.judged) {
        waiting.add(each);
      }
    }
    return waiting;
  }

  /** Whether one of them has reached an instant at which the kernel is asked. */
  boolean lookDue(long nowNanos, boolean active) {
    for (SentKeepAlive each : open) {
      if (watched(each, active) && each.nextInstantNanos() - nowNanos <= 0) {
        return true;
      }
    }
    return false;
  }

  /** The longest distance of retransmissions to set now in milliseconds, or 0: none. */
  int rtoStepDue(long nowNanos) {
    SentKeepAlive oldest = oldestUndelivered();
    if (oldest == null || detection.adaptive()) {
      return 0;
    }
    int millis = 0;
    while (oldest.nextStep < RtoSteps.count() && stepNanos(oldest) - nowNanos <= 0) {
      millis = RtoSteps.mostMillis(oldest.nextStep++);
    }
    return millis;
  }

  /** Takes what the kernel knows. */
  void sampled(TcpSample sample, long nowNanos) {
    for (SentKeepAlive each : open) {
      while (!each.instantsOver() && each.nextInstantNanos() - nowNanos <= 0) {
        each.nextInstant++;
      }
      boolean comparable = sample.known() && each.mark != TcpSample.UNKNOWN;
      if (!each.delivered && comparable && sample.bytesAcked() - each.mark >= 0) {
        each.delivered = true;
        each.deliveredNanos = nowNanos - sample.sinceAckNanos();
      }
    }
  }

  /** This process was stopped: whether TCP delivers what was sent before proves nothing. */
  void sleptThrough() {
    for (SentKeepAlive each : open) {
      each.slept = true;
      each.judged = true;
    }
  }

  /** Whether TCP could not deliver one of them until its reset instant. */
  boolean pathBroken() {
    return open.stream().anyMatch(KeepAlives::broken);
  }

  private static boolean broken(SentKeepAlive each) {
    return !each.slept && !each.delivered && each.instantsOver() && each.mark != TcpSample.UNKNOWN;
  }

  /**
   * When something is to be done next, counted from {@code nowNanos}; a very long time if never.
   */
  long nextAfter(long nowNanos, boolean active) {
    long after = Long.MAX_VALUE;
    for (SentKeepAlive each : open) {
      if (watched(each, active)) {
        after = Math.min(after, each.nextInstantNanos() - nowNanos);
      }
    }
    SentKeepAlive oldest = oldestUndelivered();
    if (oldest != null && !detection.adaptive() && oldest.nextStep < RtoSteps.count()) {
      after = Math.min(after, stepNanos(oldest) - nowNanos);
    }
    return after;
  }

  /**
   * On the active link it is only asked whether TCP delivers; whether the node acks is judged when
   * the next KeepAlive is due. Elsewhere delivery is all that can be expected, and is waited for.
   */
  private static boolean watched(SentKeepAlive each, boolean active) {
    boolean settled = active ? each.delivered : each.judged && each.delivered;
    return !settled && !each.instantsOver();
  }

  private @Nullable SentKeepAlive oldestUndelivered() {
    for (SentKeepAlive each : open) {
      if (!each.delivered && each.mark != TcpSample.UNKNOWN) {
        return each;
      }
    }
    return null;
  }

  private static long stepNanos(SentKeepAlive each) {
    return each.sentNanos + RtoSteps.atNanos(each.nextStep);
  }
}
