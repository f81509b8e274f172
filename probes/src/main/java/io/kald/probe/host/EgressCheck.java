package io.kald.probe.host;

import io.kald.probe.LocalFailure;
import io.kald.probe.ProbeOutcome;
import io.kald.probe.ProbeOutcome.NotProbed;
import io.kald.probe.ProbeOutcome.Rejected;
import io.kald.probe.Reason;
import io.kald.probe.host.GatewayChoice.Taken;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Holds failures of probes against the state of this machine's network. Asked for failures only;
 * what it asks the kernel for is kept for a short time, so that ten thousand failures a second cost
 * few questions. Confined to one loop, whose network namespace it sees.
 */
public final class EgressCheck implements AutoCloseable {
  // deps
  private final @Nullable LinkTable links;
  private final @Nullable HostQueries queries;
  private final TableListener listener;

  // state
  private final FactFinder facts;
  private final @Nullable NeighbourWatch neighbours;
  private final @Nullable DropCheck drops;
  private final @Nullable LowerLinks lower;
  private final @Nullable AnsweredWays ways;
  private final @Nullable RouteLookup routes;
  private final @Nullable GatewayChoice gateways;
  private final SourceCheck sources;
  private final @Nullable TentativeWatch tentative;

  /**
   * For a loop.
   *
   * @param refresh has the links looked at anew, on another thread
   */
  EgressCheck(
      @Nullable LinkTable links,
      @Nullable HostQueries queries,
      Runnable refresh,
      TableListener listener) {
    this.links = links;
    this.queries = queries;
    this.listener = listener;
    this.neighbours = queries == null ? null : new NeighbourWatch(queries);
    this.drops = links == null || neighbours == null ? null : new DropCheck(links, neighbours);
    this.ways = links == null || queries == null ? null : new AnsweredWays(links, queries);
    this.routes =
        links == null || queries == null ? null : new RouteLookup(links, queries, refresh);
    this.gateways =
        links == null || routes == null || neighbours == null
            ? null
            : new GatewayChoice(routes, links, neighbours);
    this.tentative =
        links == null || queries == null
            ? null
            : new TentativeWatch(queries, links.freshAddresses());
    this.sources = new SourceCheck(links, routes);
    this.facts = new FactFinder(links, queries, neighbours);
    this.lower =
        links == null || queries == null || neighbours == null
            ? null
            : new LowerLinks(links.ports(), neighbours, queries);
  }

  /** One that sees nothing but what the kernel reports of a packet. */
  public static EgressCheck blind() {
    return new EgressCheck(null, null, () -> {}, table -> {});
  }

  /**
   * Whether {@link #answered} is to be called for an answer: once for each target and state of this
   * machine's network, and while an interface has dropped probes. Costs two comparisons otherwise.
   */
  public boolean wantsWay(LastAnswer last, long nowNanos) {
    return (links != null && links.drops().mayConcern(last.interfaceIndex()))
        || (ways != null && ways.wants(last, nowNanos));
  }

  /** A target has answered: which interface leads to it is found out and kept. */
  public void answered(LastAnswer last, EgressPath path, long nowNanos) {
    if (ways != null && ways.wants(last, nowNanos)) {
      ways.find(last, path);
    }
    if (drops != null) {
      Route route = last.interfaceIndex() == 0 ? route(path, nowNanos) : null;
      drops.answered(last, route == null ? last.interfaceIndex() : route.interfaceIndex(), path);
    }
  }

  /**
   * What the failure of a probe that was sent means.
   *
   * @param failure what it is unless this machine is to blame
   * @param handover what the kernel reports of the packet
   * @return that failure, not probed, or rejected for a gateway that has not answered for long
   */
  public ProbeOutcome judge(
      Departure probe, ProbeOutcome failure, Handover handover, long nowNanos) {
    EgressPath path = prepared(probe, nowNanos);
    LocalFailure own = ways == null ? null : ways.lost(probe, route(path, nowNanos), nowNanos);
    LocalFailure gateway = null;
    if (own == null) {
      own = ofWay(probe, handover, nowNanos);
      gateway = own == null || lasts(probe, own, nowNanos) ? null : own;
      own = gateway == null ? own : null;
    }
    own = otherwise(own, probe, nowNanos);
    if (own != null) {
      return new NotProbed(own.reason(), own.detail());
    }
    return gateway == null ? failure : silent(gateway, nowNanos - probe.sentNanos());
  }

  private static Rejected silent(LocalFailure gateway, long afterNanos) {
    return new Rejected(gateway.reason(), gateway.detail() + ", for an hour or longer", afterNanos);
  }

  private @Nullable LocalFailure otherwise(
      @Nullable LocalFailure known, Departure probe, long nowNanos) {
    LocalFailure own = known == null ? below(probe, nowNanos) : known;
    boolean mayBeOfSource = own == null || own.reason() == Reason.NO_ROUTE;
    LocalFailure source = mayBeOfSource ? sources.missing(probe, nowNanos) : null;
    if (source != null) {
      return source;
    }
    if (own == null) {
      own = tentative(probe, nowNanos);
    }
    return own == null ? ofChange(probe, nowNanos) : own;
  }

  /**
   * Why a probe is no evidence against its target of which a router or a filter on the way has
   * reported that it did not arrive: it did leave this machine, but perhaps from the wrong address
   * or by the wrong way.
   */
  public @Nullable LocalFailure explainReport(Departure probe, long nowNanos) {
    EgressPath path = prepared(probe, nowNanos);
    LocalFailure own = sources.missing(probe, nowNanos);
    if (own == null && ways != null) {
      own = ways.lost(probe, route(path, nowNanos), nowNanos);
    }
    return own == null ? ofChange(probe, nowNanos) : own;
  }

  /**
   * The same for the report that the target is beyond the scope of the source address (ICMPv6 1/2).
   * It is true of a link-local source; of another one it is believed for a limited time.
   *
   * @param report for a reader
   */
  public @Nullable LocalFailure explainScope(Departure probe, String report, long nowNanos) {
    String from = probe.source();
    if (from != null && EgressPath.isLinkLocal(from)) {
      return SourceCheck.sourceMissing(report);
    }
    LocalFailure own = explainReport(probe, nowNanos);
    return own == null && probe.last().excuses(nowNanos) ? SourceCheck.sourceMissing(report) : own;
  }

  /**
   * Whether a fault excuses failures for as long as it is there, or still does: not that of a
   * gateway that does not answer. The default gateway is this machine's way to everybody; any other
   * may be the target's own server, which a routing protocol has made its gateway.
   */
  private boolean lasts(Departure probe, LocalFailure own, long nowNanos) {
    boolean limited = own.reason() == Reason.NO_GATEWAY;
    RouteEntry entry = !limited || routes == null ? null : routes.entry(probe.path(), nowNanos);
    boolean byDefault = entry != null && entry.isDefaultOfOneGateway();
    return !limited || byDefault || probe.last().excuses(nowNanos);
  }

  private EgressPath prepared(Departure probe, long nowNanos) {
    EgressPath path = probe.path().lastAnswered(probe.last().sentNanos());
    boolean byRule = links != null && links.hasSourcePortRules();
    boolean byPort = byRule || (gateways != null && gateways.takesSourcePort(path, nowNanos));
    path.leaves(probe.source(), byPort ? probe.sourcePort() : 0);
    return path;
  }

  /** What the interface and the gateway have to do with it that the probe took, or may have. */
  private @Nullable LocalFailure ofWay(Departure probe, Handover handover, long nowNanos) {
    long sentNanos = probe.sentNanos();
    Taken taken = taken(probe.path(), sentNanos, nowNanos);
    LocalFailure own =
        diagnosed(facts.of(probe.path(), taken.route(), handover, sentNanos, nowNanos));
    boolean mayBeDrop = own == null || own.reason() == Reason.NO_GATEWAY;
    LocalFailure dropped =
        mayBeDrop && drops != null ? drops.explain(probe, taken.route(), nowNanos) : null;
    if (dropped != null) {
      return dropped;
    }
    if (own != null && drops != null && handover != Handover.UNDELIVERED) {
      drops.note(probe.path(), taken.route(), own, sentNanos);
    }
    boolean certain = !taken.isGuess() || handover == Handover.UNDELIVERED;
    return own == null || certain || probe.last().excuses(nowNanos) ? own : null;
  }

  private Taken taken(EgressPath path, long sentNanos, long nowNanos) {
    return gateways == null
        ? new Taken(null, false)
        : gateways.taken(path, sentNanos, sentNanos - FactFinder.SETTLE_NANOS, nowNanos);
  }

  /** What has changed since the target last answered. */
  private @Nullable LocalFailure ofChange(Departure probe, long nowNanos) {
    LocalFailure own = ofRoute(probe, nowNanos);
    if (own == null && ways != null && routes != null) {
      own = ways.moved(probe, routes, nowNanos);
    }
    boolean mayVary = gateways != null && gateways.isGuess(probe.path(), nowNanos);
    return own == null && !mayVary ? sources.changed(probe, nowNanos) : own;
  }

  private @Nullable LocalFailure below(Departure probe, long nowNanos) {
    EgressPath path = probe.path();
    Route route = lower == null ? null : route(path, nowNanos);
    if (links == null || lower == null || route == null || route.interfaceIndex() == 0) {
      return null;
    }
    long sinceNanos = probe.sentNanos() - FactFinder.SETTLE_NANOS;
    ArpOff arp = links.arpOff(route.interfaceIndex());
    return arp != null && arp.since(sinceNanos) && isOfArp(arp, route, probe, nowNanos)
        ? new LocalFailure(
            Reason.NO_NEIGHBOUR_ENTRY,
            "ARP is or was switched off on " + facts.name(route.interfaceIndex()))
        : lower.explain(route, path, sinceNanos, nowNanos);
  }

  /** Links that were never seen to ask may need no hardware addresses: then the target answers. */
  private boolean isOfArp(ArpOff arp, Route route, Departure probe, long nowNanos) {
    return !probe.path().answeredSince(arp.fromNanos())
        && !hasFixedNeighbour(route, probe, nowNanos)
        && (arp.seen() || probe.last().excuses(nowNanos));
  }

  /** Whether nobody had to be asked for the hardware address of the probe's next hop. */
  private boolean hasFixedNeighbour(Route route, Departure probe, long nowNanos) {
    return neighbours != null
        && neighbours.isFixedSince(route.hopTo(probe.path()), probe.sentNanos(), nowNanos);
  }

  /** Neighbours are neither asked nor answered for an address that is tentative. */
  private @Nullable LocalFailure tentative(Departure probe, long nowNanos) {
    Route route = probe.v4() ? null : route(probe.path(), nowNanos);
    int index = route == null ? 0 : route.interfaceIndex();
    boolean waits =
        index != 0
            && tentative != null
            && tentative.since(
                index,
                sources.source(probe, nowNanos),
                probe.sentNanos() - FactFinder.SETTLE_NANOS,
                nowNanos);
    return waits && probe.last().excuses(nowNanos)
        ? new LocalFailure(
            Reason.SOURCE_ADDRESS_MISSING,
            "the IPv6 address of " + facts.name(index) + " is or was tentative")
        : null;
  }

  /** The route has changed meanwhile, and may have led elsewhere for a while. */
  private @Nullable LocalFailure ofRoute(Departure probe, long nowNanos) {
    EgressPath path = probe.path();
    if (links == null || routes == null) {
      return null;
    }
    Predicate<RuleSelectors> matters =
        rule -> rule.mayMatch(path, sources.possible(probe, nowNanos));
    int bits =
        links.routes().longestSince(path.family(), path.target(), probe.sentNanos(), matters);
    RouteEntry entry = bits == RouteChanges.NONE ? null : routes.entry(path, nowNanos);
    boolean changed = bits != RouteChanges.NONE && (entry == null || bits >= entry.bits());
    return changed && probe.last().excuses(nowNanos)
        ? new LocalFailure(
            Reason.ROUTE_CHANGED, "a route or rule for the target has changed meanwhile")
        : null;
  }

  /** The longest packet that the probe's interface has carried all the time since it was sent. */
  public int carriedSince(EgressPath path, long sentNanos, long nowNanos) {
    Route route = route(path, nowNanos);
    return links == null || route == null || route.interfaceIndex() == 0
        ? Integer.MAX_VALUE
        : links.mtuSince(route.interfaceIndex(), sentNanos);
  }

  /** A probe that could not be sent, with what is known of the cause. */
  public LocalFailure refine(EgressPath path, LocalFailure failure, long nowNanos) {
    return switch (failure.reason()) {
      case NO_ROUTE -> refine(path, failure, Handover.LEFT, nowNanos);
      case NO_BUFFER -> refine(path, failure, Handover.DROPPED, nowNanos);
      case NOT_PERMITTED -> refine(path, failure, Handover.UNKNOWN, nowNanos);
      default -> failure;
    };
  }

  private LocalFailure refine(
      EgressPath path, LocalFailure failure, Handover handover, long nowNanos) {
    Route route = route(path, nowNanos);
    LocalFailure better = diagnosed(facts.of(path, route, handover, nowNanos, nowNanos));
    // Of these the failed call itself says more.
    if (better != null
        && better.reason() != Reason.NO_ROUTE
        && better.reason() != failure.reason()) {
      return better;
    }
    if (drops != null) {
      drops.note(path, route, failure, nowNanos);
    }
    return failure;
  }

  private @Nullable LocalFailure diagnosed(Facts found) {
    LocalFailure failure = Diagnosis.of(found);
    NeighbourTable full = found.tableFull();
    if (failure != null && failure.reason() == Reason.NO_NEIGHBOUR_ENTRY && full != null) {
      listener.onFull(full);
    }
    return failure;
  }

  private @Nullable Route route(EgressPath path, long nowNanos) {
    return routes == null ? null : routes.route(path, nowNanos);
  }

  @Override
  public void close() {
    if (queries != null) {
      queries.close();
    }
  }

  /** Takes that a probe found no room in a neighbour table, on the loop. */
  @FunctionalInterface
  interface TableListener {
    void onFull(NeighbourTable table);
  }
}
