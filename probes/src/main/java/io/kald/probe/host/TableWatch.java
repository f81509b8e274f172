package io.kald.probe.host;

import io.kald.probe.net.Libc;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Whether one family's neighbour table had no room in the time of a probe. Looked up at most four
 * times a second, for on some machines the answer is long. Confined to one thread.
 */
final class TableWatch {
  private static final long KEEP_NANOS = TimeUnit.MILLISECONDS.toNanos(250);

  // Above this the kernel throws entries out by force, and new ones may find no room.
  private static final int FULL_PERCENT = 90;

  // deps
  private final HostQueries queries;
  private final int family;

  // state
  private @Nullable NeighbourTable table;
  private boolean looked;
  private long lookedNanos;
  private boolean full; // when it was looked at last
  private boolean wasFull;
  private long fullNanos;

  TableWatch(HostQueries queries, boolean ipv6) {
    this.queries = queries;
    this.family = ipv6 ? Libc.AF_INET6 : Libc.AF_INET;
  }

  /** The table, when it had no room at some time since then, else null. */
  @Nullable NeighbourTable fullSince(long sentNanos, long nowNanos) {
    if (!looked || nowNanos - lookedNanos >= KEEP_NANOS) {
      looked = true;
      lookedNanos = nowNanos;
      become(queries.table(family), nowNanos);
    }
    return full || (wasFull && fullNanos - sentNanos >= 0) ? table : null;
  }

  private void become(@Nullable NeighbourTable now, long nowNanos) {
    NeighbourTable before = table;
    table = now;
    boolean wasFullUntilNow = full; // for it may have been until just now
    full = now != null && isFull(before, now);
    if (full || wasFullUntilNow) {
      wasFull = true;
      fullNanos = nowNanos;
    }
  }

  private static boolean isFull(@Nullable NeighbourTable before, NeighbourTable now) {
    boolean overflowed = before != null && now.overflows() != before.overflows();
    return overflowed || (now.limit() > 0 && now.entries() * 100 >= now.limit() * FULL_PERCENT);
  }
}
