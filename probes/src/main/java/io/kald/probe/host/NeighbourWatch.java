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

  /** Less than any search that a probe begins takes by the kernel's defaults. */
  private static final long AT_ONCE_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

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
   * @param unresolvedFromNanos since when it was found so and not otherwise; likewise
   */
  private record Known(
      Neighbour now,
      long nanos,
      long ageNanos,
      long hardwareAddress,
      boolean wasUnresolved,
      long unresolvedNanos,
      long unresolvedFromNanos) {
    /** Whether the entry has become what it is since then, as far as the kernel's clock shows. */
    boolean youngerThan(long sentNanos) {
      return now == Neighbour.RESOLVED && changedSince(sentNanos);
    }

    boolean changedSince(long sentNanos) {
      return ageNanos <= nanos - sentNanos + ROUGH_NANOS;
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

  /** Whether its entry has been there since then and nobody is asked for it. */
  boolean isFixedSince(NextHop hop, long sentNanos, long nowNanos) {
    Known found = look(hop, known.get(hop), nowNanos);
    return queries.neighbourIsPermanent() && !found.youngerThan(sentNanos);
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
   * What the kernel's report is about that a packet which was sent then found no neighbour: {@link
   * Neighbour#UNRESOLVED} when a search has ended or begun since. A search that failed leaves its
   * entry so; that it is missing shows that there was none only where there was no time for one,
   * since the kernel throws such entries out.
   */
  Neighbour sought(NextHop hop, long sentNanos, long nowNanos) {
    Known found = find(hop, nowNanos);
    if (found.now != Neighbour.UNRESOLVED || !found.changedSince(sentNanos)) {
      found = look(hop, found, nowNanos); // it may have failed within the moment
      known.put(hop, found);
    }
    if (found.now == Neighbour.ABSENT) {
      return nowNanos - sentNanos < AT_ONCE_NANOS ? Neighbour.ABSENT : Neighbour.UNRESOLVED;
    }
    boolean old = found.ageNanos != Long.MAX_VALUE && !found.changedSince(sentNanos);
    return found.now == Neighbour.UNRESOLVED && old ? Neighbour.ABSENT : found.now;
  }

  /** Since when it was found unresolved whenever it was looked at; it is that now. */
  long unresolvedFrom(NextHop hop) {
    Known found = known.get(hop);
    return found == null ? EgressPath.NEVER : found.unresolvedFromNanos;
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
      long from =
          before != null && before.now == Neighbour.UNRESOLVED
              ? before.unresolvedFromNanos
              : nowNanos;
      return new Known(now, nowNanos, ageNanos, address, true, nowNanos, from);
    }
    return before == null
        ? new Known(now, nowNanos, ageNanos, address, false, 0, 0)
        : new Known(
            now,
            nowNanos,
            ageNanos,
            address,
            before.wasUnresolved,
            before.unresolvedNanos,
            before.unresolvedFromNanos);
  }
}
