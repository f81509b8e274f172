package io.kald.probe.host;

import io.kald.probe.host.Link.Loss;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which of several gateways a probe may have taken that the kernel's answer does not name for
 * certain: the first that is lost. Asked for failures only. Confined to one loop.
 */
final class GatewayChoice {
  // deps
  private final RouteLookup routes;
  private final LinkTable links;
  private final NeighbourWatch neighbours;

  // state
  private final MultipathHash hash = new MultipathHash();

  GatewayChoice(RouteLookup routes, LinkTable links, NeighbourWatch neighbours) {
    this.routes = routes;
    this.links = links;
    this.neighbours = neighbours;
  }

  /**
   * The way one probe went.
   *
   * @param route null: not known
   * @param isGuess whether another gateway, which works, may have been taken as well
   */
  record Taken(@Nullable Route route, boolean isGuess) {}

  /** Whether the source port has a part in the choice, and is known before the choice is made. */
  boolean takesSourcePort(EgressPath path, long nowNanos) {
    return path.hasSourcePorts() && hash.takesPorts(path, nowNanos);
  }

  /** Whether each probe may take another gateway, and so another source, than the one before. */
  boolean isGuess(EgressPath path, long nowNanos) {
    return hash.isGuess(path, nowNanos) && hops(path, nowNanos).size() > 1;
  }

  /**
   * The way a probe went that was sent then.
   *
   * @param lossesSince from when on a lost interface matters
   */
  Taken taken(EgressPath path, long sentNanos, long lossesSince, long nowNanos) {
    Route route = routes.route(path, nowNanos);
    if (route == null || route.errno() != 0 || !isGuess(path, nowNanos)) {
      return new Taken(route, false);
    }
    List<NextHop> lost = new ArrayList<>();
    List<NextHop> working = new ArrayList<>();
    for (NextHop hop : hops(path, nowNanos)) {
      Link link = links.get(hop.interfaceIndex());
      boolean linkLost = link != null && link.lostSince(lossesSince) != Loss.NOTHING;
      boolean silent = hop.isGateway() && resolves(link) && silent(hop, sentNanos, nowNanos);
      (linkLost || silent ? lost : working).add(hop);
    }
    return lost.isEmpty()
        ? new Taken(by(working.get(0), route), false)
        : new Taken(by(lost.get(0), route), !working.isEmpty());
  }

  private boolean silent(NextHop hop, long sentNanos, long nowNanos) {
    return neighbours.soughtSince(hop, sentNanos, nowNanos);
  }

  private static boolean resolves(@Nullable Link link) {
    return link != null && link.resolves();
  }

  private static Route by(NextHop hop, Route route) {
    return new Route(hop.interfaceIndex(), hop.isGateway() ? hop : null, route.source(), 0);
  }

  private List<NextHop> hops(EgressPath path, long nowNanos) {
    RouteEntry entry = routes.entry(path, nowNanos);
    int only = path.interfaceIndex();
    return entry == null
        ? List.of()
        : entry.hops().stream().filter(hop -> only == 0 || hop.interfaceIndex() == only).toList();
  }
}
