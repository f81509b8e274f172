package io.kald.probe.host;

import io.kald.probe.LocalFailure;
import io.kald.probe.Reason;
import io.kald.probe.net.Libc;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Finds out by which interface and route each target answers, and holds failures against it: once
 * these are lost, another route may cover the target that does not lead to it. Two questions to the
 * kernel for each target and each state of this machine's network, at most {@value #MOST_ASKED} a
 * second; any other answer costs a comparison. Confined to one loop.
 */
final class AnsweredWays {
  private static final int MOST_ASKED = 500;
  private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

  // deps
  private final LinkTable links;
  private final HostQueries queries;

  // state
  private long secondNanos;
  private int asked;
  private @Nullable RouteEntry newest;

  AnsweredWays(LinkTable links, HostQueries queries) {
    this.links = links;
    this.queries = queries;
  }

  /** Whether it is to be found out which interface leads to a target that has answered. */
  boolean wants(LastAnswer last, long nowNanos) {
    if (last.knowsWay(links.generation())) {
      return false;
    }
    if (last.interfaceIndex() != 0 && last.sentNanos() - links.changedNanos() < 0) {
      return false; // it may have come by the way there was before the change
    }
    if (nowNanos - secondNanos >= SECOND) {
      secondNanos = nowNanos;
      asked = 0;
    }
    if (asked >= MOST_ASKED && last.interfaceIndex() != 0) {
      last.cameBy(0, null, EgressPath.NEVER); // it may be another one by now
    }
    return asked < MOST_ASKED;
  }

  /** Finds it out. */
  void find(LastAnswer last, EgressPath path) {
    long generation = links.generation();
    path.leaves(last.address(path.family() == Libc.AF_INET), 0); // rules may look at it
    Route route = queries.route(path);
    RouteEntry entry = queries.entry(path);
    if (entry != null && entry.equals(newest)) {
      entry = newest; // most targets have it in common
    }
    newest = entry;
    asked++;
    last.cameBy(route == null ? 0 : route.interfaceIndex(), entry, generation);
  }

  /**
   * The interface by which the target last answered is lost, and the route leads by another one.
   *
   * @param now where packets to the target would go, null: not known
   */
  @Nullable LocalFailure lost(Departure probe, @Nullable Route now, long nowNanos) {
    int index = probe.last().interfaceIndex();
    Link by = index == 0 ? null : links.get(index);
    boolean moved = now != null && now.interfaceIndex() != index;
    if (by == null || !by.lostNow() || !moved || !probe.last().excuses(nowNanos)) {
      return null;
    }
    return new LocalFailure(
        by.up() ? Reason.NO_CARRIER : Reason.INTERFACE_DOWN,
        "interface " + by.name() + ", by which the target last answered, is lost");
  }

  /**
   * The route has led another way since the target last answered, and still does. One of a routing
   * daemon says nothing: it is withdrawn as well when the target's own network is lost.
   *
   * @param routes has the entry of the routing table that leads to the target now
   */
  @Nullable LocalFailure moved(Departure probe, RouteLookup routes, long nowNanos) {
    RouteEntry before = probe.last().entry();
    if (before == null || before.isOfRoutingDaemon() || links.hasSourcePortRules()) {
      return null;
    }
    Route way = routes.route(probe.path(), nowNanos);
    // IPv6 routes that expire are out of use for a while before that is reported.
    boolean expired = way != null && !before.mayLeadBy(way, probe.path().family());
    if (!expired && probe.last().knowsWay(links.generation())) {
      return null;
    }
    RouteEntry now = routes.entry(probe.path(), nowNanos);
    if (now == null || !now.leadsElsewhereThan(before) || probe.isHeldInTurn()) {
      return null;
    }
    return probe.last().excuses(nowNanos)
        ? new LocalFailure(
            Reason.ROUTE_CHANGED,
            "the target last answered by %s, and the route leads by %s now"
                .formatted(before.text(links), now.text(links)))
        : null;
  }
}
