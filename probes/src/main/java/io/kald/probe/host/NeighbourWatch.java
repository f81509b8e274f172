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

  /** The kernel counts the age of an entry in hundredths of a second. */
  private static final long ROUGH_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

  /** How long the kernel looks for a hardware address at the most; 3 s by its defaults. */
  private static final long SEARCH_NANOS = TimeUnit.MINUTES.toNanos(1);

  private static final int MOST = 4096;

  // deps
  private final HostQueries queries;

  // state
  private final Map<NextHop, Known> known = new HashMap<>();

  /**
   * What was found at an instant.
   *
   * @param ageNanos how long the entry had been in its state then
   * @param hardwareAddress the last one that was found
   * @param unresolvedNanos when it was last found unresolved; meaningless unless it ever was
   */
  private record Known(
      Neighbour now,
      long nanos,
      long ageNanos,
      long hardwareAddress,
      boolean wasUnresolved,
      long unresolvedNanos) {
    /** Whether the entry has become what it is since then, as far as the kernel's clock shows. */
    boolean youngerThan(long sentNanos) {
      return now == Neighbour.RESOLVED && ageNanos <= nanos - sentNanos + ROUGH_NANOS;
    }
  }

  NeighbourWatch(HostQueries queries) {
    this.queries = queries;
  }

  /** Its state now, or {@link Neighbour#UNRESOLVED} when it was that since then. */
  Neighbour since(NextHop hop, long sentNanos, long nowNanos) {
    Known found = find(hop, nowNanos);
    return found.wasUnresolved && found.unresolvedNanos - sentNanos >= 0
        ? Neighbour.UNRESOLVED
        : found.now;
  }

  /** The same, but {@link Neighbour#ABSENT} when the entry may not have been there then. */
  Neighbour from(NextHop hop, long sentNanos, long nowNanos) {
    return find(hop, nowNanos).youngerThan(sentNanos)
        ? Neighbour.ABSENT
        : since(hop, sentNanos, nowNanos);
  }

  /**
   * Whether a packet that was sent then may have been handed to it in vain: each packet to a next
   * hop that was not found has the kernel look for it anew.
   */
  boolean soughtSince(NextHop hop, long sentNanos, long nowNanos) {
    Known found = find(hop, nowNanos);
    boolean recent = found.ageNanos <= found.nanos - sentNanos + SEARCH_NANOS;
    return since(hop, sentNanos, nowNanos) == Neighbour.UNRESOLVED
        && (recent || found.now != Neighbour.UNRESOLVED);
  }

  /**
   * Its hardware address, also one of before that the kernel has given up meanwhile; {@link
   * NeighbourMessages#NO_HARDWARE_ADDRESS} when none was seen.
   */
  long hardwareAddress(NextHop hop, long nowNanos) {
    return find(hop, nowNanos).hardwareAddress;
  }

  private Known find(NextHop hop, long nowNanos) {
    Known before = known.get(hop);
    if (before != null && nowNanos - before.nanos < KEEP_NANOS) {
      return before;
    }
    Known now = look(hop, before, nowNanos);
    if (before == null && known.size() >= MOST) {
      known.clear();
    }
    known.put(hop, now);
    return now;
  }

  private Known look(NextHop hop, @Nullable Known before, long nowNanos) {
    Neighbour now = queries.neighbour(hop);
    long ageNanos = queries.neighbourAgeNanos();
    long found = queries.neighbourHardwareAddress();
    boolean none = found == NeighbourMessages.NO_HARDWARE_ADDRESS;
    long address = none && before != null ? before.hardwareAddress : found;
    if (now == Neighbour.UNRESOLVED) {
      return new Known(now, nowNanos, ageNanos, address, true, nowNanos);
    }
    return before == null
        ? new Known(now, nowNanos, ageNanos, address, false, 0)
        : new Known(now, nowNanos, ageNanos, address, before.wasUnresolved, before.unresolvedNanos);
  }
}
