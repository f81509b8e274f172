package io.kald.agent.timers;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Connections that have no place any more, so that a packet of theirs can be told from one of a
 * connection older than the capture. Bounded: the eldest are forgotten. Those that were over are
 * kept apart and in smaller number: only the last packets of their close are still to come.
 */
final class Departed {
  /** About 200 bytes each. */
  static final int MOST = 500_000;

  private static final int MOST_OVER = 50_000;

  // deps
  private final int most;
  private final Tally tally;

  // state
  private final Map<FlowKey, One> removed = new LinkedHashMap<>();
  private final Map<FlowKey, One> over = new LinkedHashMap<>();

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
    One found = removed.get(ordered);
    return found == null ? over.get(ordered) : found;
  }

  /** Forgets it: its ports begin anew. */
  void forget(FlowKey ordered) {
    removed.remove(ordered);
    over.remove(ordered);
  }

  void add(One one) {
    FlowKey ordered = one.id().key().ordered();
    forget(ordered);
    if (one.told()) {
      put(over, ordered, one, MOST_OVER);
    } else if (put(removed, ordered, one, most)) {
      tally.forgotten++;
    }
  }

  /** From now on its packets are passed over. */
  void tell(One one) {
    add(new One(one.id(), one.cause(), one.lastNanos(), one.removedNanos(), true));
  }

  /** Whether the eldest was put out for it. */
  private static boolean put(Map<FlowKey, One> map, FlowKey ordered, One one, int most) {
    map.put(ordered, one);
    if (map.size() <= most) {
      return false;
    }
    var eldest = map.keySet().iterator();
    eldest.next();
    eldest.remove();
    return true;
  }
}
