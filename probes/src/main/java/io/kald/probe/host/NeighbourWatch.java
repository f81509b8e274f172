package io.kald.probe.host;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * What is known of next hops; each is looked up at most 20 times a second. Confined to a thread.
 */
final class NeighbourWatch {
  private static final long KEEP_NANOS = TimeUnit.MILLISECONDS.toNanos(50);
  private static final int MOST = 4096;

  // deps
  private final HostQueries queries;

  // state
  private final Map<NextHop, Known> known = new HashMap<>();

  private record Known(Neighbour now, long nanos, boolean wasUnresolved, long unresolvedNanos) {}

  NeighbourWatch(HostQueries queries) {
    this.queries = queries;
  }

  /** Its state now, or {@link Neighbour#UNRESOLVED} when it was that since then. */
  Neighbour since(NextHop hop, long sentNanos, long nowNanos) {
    Known before = known.get(hop);
    Known now = before;
    if (now == null || nowNanos - now.nanos >= KEEP_NANOS) {
      now = look(hop, before, nowNanos);
      if (before == null && known.size() >= MOST) {
        known.clear();
      }
      known.put(hop, now);
    }
    return now.wasUnresolved && now.unresolvedNanos - sentNanos >= 0
        ? Neighbour.UNRESOLVED
        : now.now;
  }

  private Known look(NextHop hop, @Nullable Known before, long nowNanos) {
    Neighbour now = queries.neighbour(hop);
    if (now == Neighbour.UNRESOLVED) {
      return new Known(now, nowNanos, true, nowNanos);
    }
    return before == null
        ? new Known(now, nowNanos, false, 0)
        : new Known(now, nowNanos, before.wasUnresolved, before.unresolvedNanos);
  }
}
