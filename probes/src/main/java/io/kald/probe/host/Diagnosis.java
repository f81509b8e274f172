package io.kald.probe.host;

import io.kald.probe.LocalFailure;
import io.kald.probe.Reason;
import io.kald.probe.host.Link.Loss;
import org.jspecify.annotations.Nullable;

/** Whether a probe's failure is this machine's own, by what is known. Pure. */
final class Diagnosis {
  private Diagnosis() {}

  /** This machine's fault, or null: the failure is evidence against the target. */
  static @Nullable LocalFailure of(Facts facts) {
    if (facts.loss() == Loss.SWITCHED_OFF) {
      return of(Reason.INTERFACE_DOWN, "interface " + facts.link() + " is or was set down");
    }
    if (facts.loss() == Loss.NO_CARRIER) {
      return of(Reason.NO_CARRIER, "interface " + facts.link() + " has or had no carrier");
    }
    if (facts.noRoute() != null) {
      return of(Reason.NO_ROUTE, "no route leads to the target any more: " + facts.noRoute());
    }
    LocalFailure ofNeighbour = ofNeighbour(facts);
    return ofNeighbour != null ? ofNeighbour : ofHandover(facts);
  }

  private static @Nullable LocalFailure ofNeighbour(Facts facts) {
    NeighbourTable full = facts.tableFull();
    if (facts.neighbour() == Neighbour.ABSENT && full != null) {
      return of(
          Reason.NO_NEIGHBOUR_ENTRY,
          "the neighbour table is full: %d entries, %s = %d"
              .formatted(full.entries(), full.sysctl(), full.limit()));
    }
    boolean reported = facts.handover() == Handover.UNDELIVERED;
    if (reported
        && facts.neighbour() != Neighbour.UNRESOLVED
        && facts.neighbour() != Neighbour.UNKNOWN) {
      return of(
          Reason.NOT_PERMITTED,
          "this machine itself reports that no neighbour answered, and has not looked for one: a"
              + " packet filter");
    }
    boolean unresolved = facts.neighbour() == Neighbour.UNRESOLVED || reported;
    boolean gatewayLost = facts.gateway() != null && unresolved;
    return gatewayLost
        ? of(
            Reason.NO_GATEWAY,
            "gateway %s does not or did not answer on %s".formatted(facts.gateway(), facts.link()))
        : null;
  }

  private static @Nullable LocalFailure ofHandover(Facts facts) {
    return switch (facts.handover()) {
      case LEFT, UNDELIVERED -> null;
      case UNKNOWN -> facts.conntrackFull() ? conntrackFull() : null;
      case DROPPED -> of(Reason.NO_BUFFER, "the queue of " + facts.link() + " dropped the probe");
      case REFUSED -> facts.conntrackFull() ? conntrackFull() : refused();
      case WAITING ->
          facts.neighbour() == Neighbour.RESOLVED
              ? of(Reason.NO_BUFFER, "the probe still waits in the queue of " + facts.link())
              : null;
    };
  }

  private static LocalFailure refused() {
    return of(
        Reason.NOT_PERMITTED,
        "this machine refused to send the probe: a packet filter or a full queue");
  }

  private static LocalFailure conntrackFull() {
    return of(
        Reason.NO_BUFFER,
        "the table of connection tracking is full: net.netfilter.nf_conntrack_max");
  }

  private static LocalFailure of(Reason reason, String detail) {
    return new LocalFailure(reason, detail);
  }
}
