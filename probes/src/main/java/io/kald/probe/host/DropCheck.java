package io.kald.probe.host;

import io.kald.probe.LocalFailure;
import io.kald.probe.Reason;
import io.kald.probe.host.Drops.Since;
import org.jspecify.annotations.Nullable;

/**
 * Whether a next hop was not found because this machine drops what is sent by the interface: its
 * questions for neighbours as it did the probes before. Confined to one loop.
 */
final class DropCheck {
  // deps
  private final LinkTable links;
  private final NeighbourWatch neighbours;

  DropCheck(LinkTable links, NeighbourWatch neighbours) {
    this.links = links;
    this.neighbours = neighbours;
  }

  /** A failure of a probe that was sent then, with what is known of its cause. */
  void note(EgressPath path, @Nullable Route route, LocalFailure own, long sentNanos) {
    boolean dropped = own.reason() == Reason.NO_BUFFER || own.reason() == Reason.NOT_PERMITTED;
    if (route != null && dropped) {
      links.drops().dropped(route.interfaceIndex(), path.family(), sentNanos);
    }
  }

  /** A target has answered by an interface; 0: it is not known which. */
  void answered(LastAnswer last, int interfaceIndex, EgressPath path) {
    links.drops().answered(interfaceIndex, path.family(), last.sentNanos());
  }

  /**
   * Why the next hop of a probe that failed may not have been found; null when it was, when
   * something has answered by the interface since that dropped packets, or when the next hop was
   * not found before either.
   */
  @Nullable LocalFailure explain(Departure probe, @Nullable Route route, long nowNanos) {
    EgressPath path = probe.path();
    int index = route == null ? 0 : route.interfaceIndex();
    Link link = index == 0 ? null : links.get(index);
    Since drop = links.drops().unanswered(index, path.family());
    if (route == null || link == null || drop == null || !link.resolves()) {
      return null;
    }
    NextHop gateway = route.gateway();
    NextHop hop = gateway == null ? new NextHop(index, path.family(), path.target()) : gateway;
    if (neighbours.since(hop, probe.sentNanos(), nowNanos) != Neighbour.UNRESOLVED) {
      return null;
    }
    long from = neighbours.unresolvedFrom(hop);
    boolean before = from - drop.sentNanos() < 0 && !path.answeredSince(from);
    return before || !probe.last().excuses(nowNanos)
        ? null
        : new LocalFailure(
            Reason.NO_BUFFER,
            "%s has dropped probes, and perhaps questions for %s; nothing has answered by it since"
                .formatted(link.name(), hop));
  }
}
