package io.kald.probe.host;

import io.kald.probe.LocalFailure;
import io.kald.probe.Reason;
import org.jspecify.annotations.Nullable;

/**
 * Whether a probe was lost below the interface that it left by, which itself has a carrier: a
 * bridge has one as long as any port has. Asked for failures only. Confined to one thread.
 *
 * <p>A port that is lost speaks for a target whose hardware address is behind it. The bridge
 * forgets its addresses with the carrier of a port, so a target that is behind none may be behind
 * any port that was lost since the target last answered. One that answered while the port was lost
 * is not behind it.
 */
final class LowerLinks {
  private static final int DEEPEST = 4;

  // deps
  private final PortTable ports;
  private final NeighbourWatch neighbours;
  private final ForwardingWatch forwarding;

  LowerLinks(PortTable ports, NeighbourWatch neighbours, HostQueries queries) {
    this.ports = ports;
    this.neighbours = neighbours;
    this.forwarding = new ForwardingWatch(queries);
  }

  /**
   * This machine's fault, or null.
   *
   * @param route where the probe went
   * @param sinceNanos from when on what was lost matters
   */
  @Nullable LocalFailure explain(Route route, EgressPath path, long sinceNanos, long nowNanos) {
    Question question = new Question(route.hopTo(path), path, sinceNanos, nowNanos);
    return below(ports.get(route.interfaceIndex()), question, 0);
  }

  /** What is asked about one probe. */
  private record Question(NextHop hop, EgressPath path, long sinceNanos, long nowNanos) {}

  private @Nullable LocalFailure below(@Nullable Port link, Question question, int depth) {
    if (link == null || depth == DEEPEST) {
      return null;
    }
    return switch (link.kind()) {
      case LinkMessages.BRIDGE -> belowBridge(link, question, depth);
      case "bond", "team" -> ofMembers(link, question);
      case "veth" -> null; // what it names as below is its other end
      default -> {
        Port lower = link.below() == 0 ? null : ports.get(link.below());
        yield lower != null && lower.lostSince(question.sinceNanos)
            ? failure(lower, link)
            : below(lower, question, depth + 1);
      }
    };
  }

  private @Nullable LocalFailure belowBridge(Port bridge, Question question, int depth) {
    int place = place(bridge, question);
    if (place != 0) {
      Port port = portOf(bridge, place);
      return port != null && port.lostSince(question.sinceNanos)
          ? failure(port, bridge)
          : below(port, question, depth + 1);
    }
    for (Port port : ports.of(bridge.index())) {
      if (port.worked()
          && port.lostSince(question.sinceNanos)
          && !question.path.answeredSince(port.fromNanos())) {
        return failure(port, bridge);
      }
    }
    return question.path.hasAnswered() ? null : cutOff(bridge);
  }

  /** The port behind which the next hop is, or 0 when that is not known. */
  private int place(Port bridge, Question question) {
    long address = neighbours.hardwareAddress(question.hop, question.nowNanos);
    int found =
        address == NeighbourMessages.NO_HARDWARE_ADDRESS
            ? 0
            : forwarding.port(bridge.index(), address, question.nowNanos);
    if (found != 0) {
      question.path.seenBehind(found, question.nowNanos);
    }
    return found != 0 ? found : question.path.behind();
  }

  private @Nullable Port portOf(Port bridge, int index) {
    for (Port port : ports.of(bridge.index())) {
      if (port.index() == index) {
        return port;
      }
    }
    return null;
  }

  /** A bridge of which no port that leads out of this machine works. */
  private @Nullable LocalFailure cutOff(Port bridge) {
    Port out = null;
    for (Port port : ports.of(bridge.index())) {
      if (port.leadsOut() && !port.lost()) {
        return null;
      }
      out = port.leadsOut() ? port : out;
    }
    return out == null ? null : failure(out, bridge);
  }

  /** The kernel has left a member that is lost, but may have sent a probe by it before. */
  private @Nullable LocalFailure ofMembers(Port bond, Question question) {
    for (Port member : ports.of(bond.index())) {
      if (member.worked()
          && member.lostSince(question.sinceNanos)
          && member.fromNanos() - question.sinceNanos >= 0) {
        return failure(member, bond);
      }
    }
    return null;
  }

  private static LocalFailure failure(Port port, Port upper) {
    String link = port.name();
    String of = upper.name();
    return switch (port.lack()) {
      case NO_CARRIER, NOTHING ->
          new LocalFailure(Reason.NO_CARRIER, link + " below " + of + " has or had no carrier");
      case SWITCHED_OFF ->
          new LocalFailure(Reason.INTERFACE_DOWN, link + " below " + of + " is or was set down");
      case HELD_BACK ->
          new LocalFailure(
              Reason.INTERFACE_DOWN, of + " does or did not forward to its port " + link);
      case TAKEN_OUT ->
          new LocalFailure(Reason.INTERFACE_DOWN, link + " is or was no port of " + of);
    };
  }
}
