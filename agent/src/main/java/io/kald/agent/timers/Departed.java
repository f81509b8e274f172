package io.kald.agent.timers;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Connections that have no place any more, so that a packet of theirs can be told from one of a
 * connection older than the capture. Bounded: the eldest are forgotten.
 */
final class Departed {
  /** About 200 bytes each. */
  static final int MOST = 1_000_000;

  // deps
  private final int most;
  private final Tally tally;

  // state
  private final Map<FlowKey, One> all = new LinkedHashMap<>();

  /**
   * A connection that is gone.
   *
   * @param told whether its later packets matter no longer
   */
  record One(ConnectionId id, Cause cause, long lastNanos, long removedNanos, boolean told) {}

  Departed(int most, Tally tally) {
    this.most = most;
    this.tally = tally;
  }

  @Nullable One find(FlowKey ordered) {
    return all.get(ordered);
  }

  /** Forgets it: its ports begin anew. */
  void forget(FlowKey ordered) {
    all.remove(ordered);
  }

  void add(One one) {
    FlowKey ordered = one.id().key().ordered();
    all.remove(ordered);
    all.put(ordered, one);
    if (all.size() > most) {
      var eldest = all.entrySet().iterator();
      // One that is told would be passed over anyway: nothing is lost with it.
      tally.forgotten += eldest.next().getValue().told() ? 0 : 1;
      eldest.remove();
    }
  }

  /** From now on its packets are passed over. */
  void tell(One one) {
    FlowKey ordered = one.id().key().ordered();
    all.replace(ordered, new One(one.id(), one.cause(), one.lastNanos(), one.removedNanos(), true));
  }
}
