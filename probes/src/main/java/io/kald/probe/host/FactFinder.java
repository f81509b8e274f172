package io.kald.probe.host;

import io.kald.probe.host.Link.Loss;
import io.kald.probe.net.Errno;
import io.kald.probe.net.Libc;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Gathers what the kernel's tables show of one probe's way: its interface, next hop, neighbour
 * table and connection tracking. Confined to the loop of its {@link EgressCheck}.
 */
final class FactFinder {
  /**
   * How long an interface that is back is not trusted: neighbours that were asked for while it was
   * lost are asked for again a second later (retrans_time_ms), and their packets wait until then.
   */
  static final long SETTLE_NANOS = TimeUnit.SECONDS.toNanos(1);

  /** The loopback interface of every network namespace. */
  private static final int LOOPBACK_INDEX = 1;

  // deps
  private final @Nullable LinkTable links;
  private final @Nullable HostQueries queries;
  private final @Nullable NeighbourWatch neighbours;
  private final @Nullable TableWatch table4;
  private final @Nullable TableWatch table6;

  // state
  private final ConntrackWatch conntrack = new ConntrackWatch();

  /** Null where the kernel cannot be asked. */
  FactFinder(
      @Nullable LinkTable links,
      @Nullable HostQueries queries,
      @Nullable NeighbourWatch neighbours) {
    this.links = links;
    this.queries = queries;
    this.neighbours = neighbours;
    this.table4 = queries == null ? null : new TableWatch(queries, false);
    this.table6 = queries == null ? null : new TableWatch(queries, true);
  }

  /**
   * What is known of a probe's way, at the failure of the probe.
   *
   * @param route where the kernel sends it, or null: nobody knows
   */
  Facts of(
      EgressPath path, @Nullable Route route, Handover handover, long sentNanos, long nowNanos) {
    int index = route == null ? 0 : route.interfaceIndex();
    Link lost = lost(path, index, sentNanos);
    if (lost == null && handover == Handover.DROPPED) {
      lost = lostUnreported(index, nowNanos);
    }
    NextHop gateway = route == null ? null : route.gateway();
    NeighbourTable full = null;
    Neighbour neighbour = Neighbour.UNKNOWN;
    if (lost == null && neighbours != null && resolves(index)) {
      NextHop hop = gateway == null ? new NextHop(index, path.family(), path.target()) : gateway;
      full = full(hop, sentNanos, nowNanos);
      if (handover == Handover.UNDELIVERED) {
        neighbour = neighbours.sought(hop, sentNanos, nowNanos);
      } else if (full != null && handover != Handover.LEFT) {
        neighbour = neighbours.from(hop, sentNanos, nowNanos);
      } else if (gateway != null || full != null || handover == Handover.WAITING) {
        neighbour = neighbours.since(hop, sentNanos, nowNanos);
      }
    }
    boolean mayBeTracked = handover == Handover.UNKNOWN || handover == Handover.REFUSED;
    return new Facts(
        handover,
        route == null || route.errno() == 0 ? null : Errno.text(route.errno()),
        lost == null ? Loss.NOTHING : lost.lost(),
        (lost == null ? name(index) : lost.name()),
        gateway == null ? null : gateway.toString(),
        neighbour,
        full,
        mayBeTracked && conntrack.fullSince(sentNanos, nowNanos));
  }

  /**
   * The interface that could not carry the probe at some time, or null. Also the one the route led
   * to before: it may have moved away meanwhile.
   */
  private @Nullable Link lost(EgressPath path, int index, long sentNanos) {
    Link lost = lost(index, sentNanos);
    Route before = path.routeBefore();
    if (lost == null && before != null) {
      Link gone = lost(before.interfaceIndex(), sentNanos);
      // What was lost before the probe was sent did not take it.
      lost = gone != null && gone.wasThereAt(sentNanos - SETTLE_NANOS) ? gone : null;
    }
    if (lost == null && index == 0) {
      lost = lost(path.isLoopback() ? LOOPBACK_INDEX : path.interfaceIndex(), sentNanos);
    }
    return lost;
  }

  private @Nullable Link lost(int index, long sentNanos) {
    Link link = link(index);
    return link == null || link.lostSince(sentNanos - SETTLE_NANOS) == Loss.NOTHING ? null : link;
  }

  /** A queue drops everything when its interface has lost the carrier, before that is reported. */
  private @Nullable Link lostUnreported(int index, long nowNanos) {
    Link now = queries == null || index == 0 ? null : queries.link(index);
    return now == null || !now.lostNow() ? null : now.first(nowNanos);
  }

  private boolean resolves(int index) {
    Link link = link(index);
    return link != null && link.resolves();
  }

  /** The interface as messages name it. */
  String name(int index) {
    Link link = link(index);
    return link == null ? "the interface" : link.name();
  }

  private @Nullable Link link(int index) {
    return links == null || index == 0 ? null : links.get(index);
  }

  private @Nullable NeighbourTable full(NextHop hop, long sentNanos, long nowNanos) {
    TableWatch table = hop.family() == Libc.AF_INET ? table4 : table6;
    return table == null ? null : table.fullSince(sentNanos, nowNanos);
  }
}
