package io.kald.agent.audit;

import io.kald.agent.flow.Moment;
import io.kald.probe.PhoneDetection.Geometric;
import io.kald.probe.phone.AckMatcher;
import io.kald.probe.phone.Baseline;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * Matches the KeepAliveAcks that packets of one connection show to its KeepAlives, by the rule of
 * kald's own phones ({@link AckMatcher}). What a phone learned before the capture began, and its
 * settings, are not known: a KeepAlive is {@linkplain Waiting#doubt in doubt} when an ack could be
 * that of another one as well. Confined to one thread.
 *
 * @param <K> a KeepAlive
 */
final class CapturedAcks<K extends CapturedAcks.Waiting> {
  /** A KeepAlive that packets show. */
  interface Waiting {
    /** When it was sent. */
    Moment sent();

    /** The packet that acknowledged it by TCP, or null if none has so far. */
    @Nullable Moment delivered();

    /** Takes its KeepAliveAck. */
    void answered(Moment ack);

    /** Packets do not show for certain whether it has an ack, and which. */
    void doubt();
  }

  /** Kald's phones wait for as many KeepAliveAcks at most, where TCP has delivered the rest. */
  private static final int MOST_OPEN = 8;

  private static final int MOST_UNANSWERED = 16;

  // deps
  private final Baseline baseline = Baseline.of(Geometric.DEFAULT);
  private final AckMatcher<K, Moment> matcher = new AckMatcher<>(baseline);

  // state
  private final Deque<K> unanswered = new ArrayDeque<>(2);
  private boolean registered;

  /** The phone is registered over this connection from now on, or no longer. */
  void registered(boolean now) {
    registered = now;
    if (now) {
      forget();
    }
  }

  /** Another KeepAlive. */
  void sent(K sent) {
    settle();
    long atNanos = sent.sent().atNanos();
    matcher.sent(sent, atNanos);
    while (open() > MOST_OPEN && expendable(matcher.open().getFirst(), atNanos)) {
      matcher.forgetOldest();
    }
    unanswered.add(sent);
    if (unanswered.size() > MOST_UNANSWERED) {
      unanswered.remove();
    }
  }

  private boolean expendable(K sent, long atNanos) {
    @Nullable Moment by = sent.delivered();
    return open() > MOST_UNANSWERED || (by != null && by.atNanos() <= atNanos);
  }

  private int open() {
    return matcher.open().size();
  }

  /** A KeepAliveAck; whose it is shows at the latest when the next KeepAlive is there. */
  void acked(Moment ack) {
    settleIfOver(ack.atNanos());
    if (unanswered.size() > 1) {
      unanswered.forEach(Waiting::doubt);
    }
    matcher.acked(ack, ack.atNanos()).forEach(this::take);
  }

  /** No more is waited for than a phone would at that time. */
  void settleIfOver(long nowNanos) {
    if (!registered && matcher.patienceOver(nowNanos)) {
      settle();
    }
  }

  /** What is open stays so. */
  void forget() {
    settle();
    matcher.clear();
    unanswered.clear();
  }

  /** No other KeepAliveAck will come before the next KeepAlive. */
  void settle() {
    AckMatcher.@Nullable Match<K, Moment> match = matcher.settle();
    if (match != null) {
      take(match);
    }
  }

  private void take(AckMatcher.Match<K, Moment> match) {
    K sent = match.sent();
    unanswered.remove(sent);
    sent.answered(match.ack());
    long rttNanos = Math.max(0, match.atNanos() - sent.sent().atNanos());
    if (match.newest() && (registered || rttNanos < AckMatcher.STANDBY_PATIENCE_NANOS)) {
      baseline.add(rttNanos);
    }
  }
}
