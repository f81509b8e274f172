package io.kald.agent.audit;

import io.kald.agent.flow.Moment;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * KeepAlives that wait for their KeepAliveAck, which carries no number. Kald's own phones have the
 * same rule: one KeepAliveAck between two KeepAlives is the newest one's, and what was open before
 * is lost; of several, each belongs to the oldest that is open.
 *
 * @param <B> what stands for a KeepAlive
 */
final class OpenBeats<B> {
  // deps
  private final BiConsumer<B, Moment> answers;

  // state
  private final Deque<B> open = new ArrayDeque<>(2);

  /** Alone since the newest KeepAlive, so far. */
  private @Nullable Moment alone;

  private boolean several;

  /** Tells {@code answers} which KeepAlive had which KeepAliveAck, as soon as that is certain. */
  OpenBeats(BiConsumer<B, Moment> answers) {
    this.answers = answers;
  }

  /** How many wait. */
  int size() {
    return open.size();
  }

  /** Another KeepAlive. */
  void add(B beat) {
    settle();
    open.add(beat);
  }

  /** Gives up the oldest. */
  void forgetOldest() {
    open.poll();
  }

  /** A KeepAliveAck; whose it is shows at the latest when the next KeepAlive is there. */
  void answer(Moment ack) {
    Moment first = alone;
    if (first == null && !several && open.size() > 1) {
      alone = ack;
      return;
    }
    several = true;
    alone = null;
    if (first != null) {
      giveOldest(first);
    }
    giveOldest(ack);
  }

  /** What is open stays so: a link that is not registered need not answer. */
  void forget() {
    settle();
    open.clear();
  }

  /** No other KeepAliveAck will come before the next KeepAlive. */
  void settle() {
    Moment ack = alone;
    if (ack != null) {
      answers.accept(open.getLast(), ack);
      open.clear();
    }
    alone = null;
    several = false;
  }

  private void giveOldest(Moment ack) {
    B oldest = open.poll();
    if (oldest != null) {
      answers.accept(oldest, ack);
    }
  }
}
