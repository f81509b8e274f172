package io.kald.agent.audit;

import io.kald.agent.flow.Moment;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * KeepAlives that wait for their KeepAliveAck, which carries no number. Kald's own phones have the
 * same rule: one KeepAliveAck between two KeepAlives is the newest one's, and what was open before
 * is lost; of several, each belongs to the oldest that is open.
 */
final class OpenBeats {
  // deps
  private final List<Beat> beats;

  // state
  private final Deque<Integer> open = new ArrayDeque<>();
  private final List<Moment> acks = new ArrayList<>();

  /** Answers go into {@code beats}. */
  OpenBeats(List<Beat> beats) {
    this.beats = beats;
  }

  /** Another KeepAlive. */
  void add(Beat beat) {
    settle();
    open.add(beats.size());
    beats.add(beat);
  }

  /** A KeepAliveAck; whose it is shows when the next KeepAlive is there. */
  void answer(Moment ack) {
    acks.add(ack);
  }

  /** What is open stays so: a link that is not registered need not answer. */
  void forget() {
    settle();
    open.clear();
  }

  /** Gives the answers so far to their KeepAlives. */
  void settle() {
    if (acks.size() == 1 && !open.isEmpty()) {
      give(open.getLast(), acks.get(0));
      open.clear();
    } else {
      for (Moment ack : acks) {
        Integer oldest = open.poll();
        if (oldest != null) {
          give(oldest, ack);
        }
      }
    }
    acks.clear();
  }

  private void give(int beat, Moment ack) {
    beats.set(beat, beats.get(beat).withAck(ack));
  }
}
