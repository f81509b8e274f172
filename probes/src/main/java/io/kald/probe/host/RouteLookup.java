package io.kald.probe.host;

import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The routes of paths, each asked for after failures only and kept for a moment. Confined to one
 * loop.
 */
final class RouteLookup {
  /** The kernel reports a lost carrier up to a second late; while probes fail it is asked. */
  private static final long REFRESH_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

  // deps
  private final LinkTable links;
  private final HostQueries queries;
  private final Runnable refresh;

  // state
  private long refreshNanos;

  /**
   * For a loop.
   *
   * @param refresh has the links looked at anew, on another thread
   */
  RouteLookup(LinkTable links, HostQueries queries, Runnable refresh) {
    this.links = links;
    this.queries = queries;
    this.refresh = refresh;
  }

  /** The route a path takes; null when the kernel does not report it. */
  @Nullable Route route(EgressPath path, long nowNanos) {
    if (nowNanos - refreshNanos >= 0) {
      refreshNanos = nowNanos + REFRESH_NANOS;
      refresh.run();
    }
    long generation = links.generation();
    Route known = path.routeOf(generation, nowNanos);
    if (known == null) {
      known = queries.route(path);
      if (known != null) {
        path.found(known, generation, nowNanos);
      }
    }
    return known;
  }

  /** The entry of the routing table that leads there; null when the kernel does not report it. */
  @Nullable RouteEntry entry(EgressPath path, long nowNanos) {
    long generation = links.generation();
    RouteEntry known = path.entryOf(generation, nowNanos);
    if (known == null) {
      known = queries.entry(path);
      if (known != null) {
        path.foundEntry(known, generation, nowNanos);
      }
    }
    return known;
  }
}
