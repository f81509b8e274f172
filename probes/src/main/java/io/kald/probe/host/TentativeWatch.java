package io.kald.probe.host;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Whether an IPv6 address of an interface was tentative in the time of a probe. The kernel is asked
 * at most four times a second, after failures only. Confined to one loop.
 */
final class TentativeWatch {
  private static final long KEEP_NANOS = TimeUnit.MILLISECONDS.toNanos(250);

  // deps
  private final HostQueries queries;
  private final FreshAddresses fresh;

  // state
  private final Map<Integer, Long> seenNanos = new HashMap<>(); // when an interface last had one
  private boolean looked;
  private long lookedNanos;

  TentativeWatch(HostQueries queries, FreshAddresses fresh) {
    this.queries = queries;
    this.fresh = fresh;
  }

  /**
   * Whether that may have hindered a probe at any time since then: no other one of that interface
   * matters while the probe's own source serves there.
   *
   * @param source numeric, or null: not known
   */
  boolean since(int interfaceIndex, @Nullable String source, long nanos, long nowNanos) {
    if (source != null && fresh.servedSince(interfaceIndex, source, nanos)) {
      return false;
    }
    if (fresh.since(interfaceIndex, nanos)) {
      return true;
    }
    if (!looked || nowNanos - lookedNanos >= KEEP_NANOS) {
      looked = true;
      lookedNanos = nowNanos;
      queries.tentative(index -> seenNanos.put(index, nowNanos));
    }
    Long seen = seenNanos.get(interfaceIndex);
    return seen != null && seen - nanos >= 0;
  }
}
