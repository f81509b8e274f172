package io.kald.probe.host;

import io.kald.probe.Reason;
import io.kald.probe.host.GatewayChoice.Taken;
import io.kald.probe.host.Link.Loss;
import io.kald.probe.net.Errno;
import io.kald.probe.net.Libc;
import io.kald.probe.net.LocalFailure;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Holds failures of probes against the state of this machine's network. Asked for failures only;
 * what it asks the kernel for is kept for a short time, so that ten thousand failures a second cost
 * few questions. Confined to one loop, whose network namespace it sees.
 */
public final class EgressCheck implements AutoCloseable {
  /** The loopback interface of every network namespace. */
  private static final int LOOPBACK_INDEX = 1;

  /**
   * How long an interface that is back is not trusted: neighbours that were asked for while it was
   * lost are asked for again a second later (retrans_time_ms), and their packets wait until then.
   */
  private static final long SETTLE_NANOS = TimeUnit.SECONDS.toNanos(1);

  // deps
  private final @Nullable LinkTable links;
  private final @Nullable HostQueries queries;
  private final TableListener listener;

  // state
  private final ConntrackWatch conntrack = new ConntrackWatch();
  private final @Nullable NeighbourWatch neighbours;
  private final @Nullable DropCheck drops;
  private final @Nullable TableWatch table4;
  private final @Nullable TableWatch table6;
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
    this.table4 = queries == null ? null : new TableWatch(queries, false);
    this.table6 = queries == null ? null : new TableWatch(queries, true);
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
    return (links != null && links.drops().any()) || (ways != null && ways.wants(last, nowNanos));
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
   * Why a probe that was sent and failed is no evidence against its target.
   *
   * @param handover what the kernel reports of the packet
   * @return null when nothing is known against this machine
   */
  public @Nullable LocalFailure explain(Departure probe, Handover handover, long nowNanos) {
    EgressPath path = prepared(probe, nowNanos);
    LocalFailure own = ways == null ? null : ways.lost(probe, route(path, nowNanos), nowNanos);
    if (own == null) {
      own = ofWay(probe, handover, nowNanos);
    }
    if (own == null) {
      own = below(probe, nowNanos);
    }
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
   * The same for a probe of which a router or a filter on the way has reported that it did not
   * arrive: it did leave this machine, but perhaps from the wrong address or by the wrong way.
   */
  public @Nullable LocalFailure explainReport(Departure probe, long nowNanos) {
    EgressPath path = prepared(probe, nowNanos);
    LocalFailure own = sources.missing(probe, nowNanos);
    if (own == null && ways != null) {
      own = ways.lost(probe, route(path, nowNanos), nowNanos);
    }
    return own == null ? ofChange(probe, nowNanos) : own;
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
    LocalFailure own = diagnosed(facts(probe.path(), taken.route(), handover, sentNanos, nowNanos));
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
        : gateways.taken(path, sentNanos, sentNanos - SETTLE_NANOS, nowNanos);
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
    long sinceNanos = probe.sentNanos() - SETTLE_NANOS;
    ArpOff arp = links.arpOff(route.interfaceIndex());
    return arp != null && arp.since(sinceNanos) && isOfArp(arp, route, probe, nowNanos)
        ? new LocalFailure(
            Reason.NO_NEIGHBOUR_ENTRY,
            "ARP is or was switched off on " + name(link(route.interfaceIndex())))
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
                index, sources.source(probe, nowNanos), probe.sentNanos() - SETTLE_NANOS, nowNanos);
    return waits && probe.last().excuses(nowNanos)
        ? new LocalFailure(
            Reason.SOURCE_ADDRESS_MISSING,
            "the IPv6 address of " + name(link(index)) + " is or was tentative")
        : null;
  }

  /** The route has changed meanwhile, and may have led elsewhere for a while. */
  private @Nullable LocalFailure ofRoute(Departure probe, long nowNanos) {
    EgressPath path = probe.path();
    if (links == null || routes == null) {
      return null;
    }
    int bits = links.routes().longestSince(path.family(), path.target(), probe.sentNanos());
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
    LocalFailure better = diagnosed(facts(path, route, handover, nowNanos, nowNanos));
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

  private @Nullable LocalFailure diagnosed(Facts facts) {
    LocalFailure failure = Diagnosis.of(facts);
    NeighbourTable full = facts.tableFull();
    if (failure != null && failure.reason() == Reason.NO_NEIGHBOUR_ENTRY && full != null) {
      listener.onFull(full);
    }
    return failure;
  }

  private Facts facts(
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
        name(lost == null ? link(index) : lost),
        gateway == null ? null : gateway.toString(),
        neighbour,
        full,
        mayBeTracked && conntrack.fullSince(sentNanos, nowNanos));
  }

  private @Nullable Route route(EgressPath path, long nowNanos) {
    return routes == null ? null : routes.route(path, nowNanos);
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

  private static String name(@Nullable Link link) {
    return link == null ? "the interface" : link.name();
  }

  private @Nullable Link link(int index) {
    return links == null || index == 0 ? null : links.get(index);
  }

  private @Nullable NeighbourTable full(NextHop hop, long sentNanos, long nowNanos) {
    TableWatch table = hop.family() == Libc.AF_INET ? table4 : table6;
    return table == null ? null : table.fullSince(sentNanos, nowNanos);
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
