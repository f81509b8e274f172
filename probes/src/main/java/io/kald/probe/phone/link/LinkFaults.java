package io.kald.probe.phone.link;

import io.kald.probe.Egress;
import io.kald.probe.IcmpErrors;
import io.kald.probe.LocalFailure;
import io.kald.probe.PhoneNode;
import io.kald.probe.Reason;
import io.kald.probe.address.IpText;
import io.kald.probe.host.Handover;
import io.kald.probe.host.SocketState;
import io.kald.probe.host.TargetCheck;
import io.kald.probe.net.EgressOptions;
import io.kald.probe.net.ErrorQueue.IcmpError;
import io.kald.probe.net.Libc;
import io.kald.probe.net.OwnAddresses;
import io.kald.probe.phone.Trouble;
import io.kald.probe.time.NanoClock;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Whether failures of one phone's connections are its nodes' or this machine's: each node is a
 * target of its own, of the same rules as those of TCP probes. Confined to the phone's loop.
 */
final class LinkFaults {
  // deps
  private final OwnNetwork network;
  private final Egress egress;
  private final List<PhoneNode> nodes;
  private final NanoClock clock;

  // state
  private final @Nullable TargetCheck[] checks; // null: nothing of the node yet

  LinkFaults(OwnNetwork network, Egress egress, List<PhoneNode> nodes, NanoClock clock) {
    this.network = network;
    this.egress = egress;
    this.nodes = nodes;
    this.clock = clock;
    this.checks = new @Nullable TargetCheck[nodes.size()];
  }

  /** The node has accepted the connection. */
  void connected(PhoneLink link) {
    TargetCheck check = check(link);
    InetAddress local = local(link);
    if (local != null) {
      check.lastAnswer().sentFrom(local.getAddress());
    }
    check.answered(link.sentNanos(), clock.nanoTime());
  }

  /** Something came from the node. */
  void answered(PhoneLink link) {
    check(link).answered(link.sentNanos(), clock.nanoTime());
  }

  /** This machine's fault while the node was silent, or null: the silence is the node's. */
  @Nullable LocalFailure silent(PhoneLink link, long sinceNanos) {
    int fd = link.fd();
    SocketState sockets = network.sockets();
    Handover handover = sockets == null || fd < 0 ? Handover.UNKNOWN : sockets.handover(fd);
    return silent(link, handover, sinceNanos);
  }

  /**
   * What has ended a connection, or the fault of this machine that explains it.
   *
   * @param sinceNanos when what the node has not answered was sent; now when it owed nothing
   */
  Trouble explained(PhoneLink link, Trouble trouble, long sinceNanos, long nowNanos) {
    LocalFailure own = trouble.own();
    if (own != null) {
      return Trouble.ours(check(link).refused(own, nowNanos));
    }
    boolean owedNothing = trouble.byTheNode() && sinceNanos == nowNanos;
    if (owedNothing || !trouble.mayBeOurs()) {
      return trouble;
    }
    IcmpError report = link.report();
    return trouble.unless(
        report == null
            ? silent(link, Handover.UNKNOWN, sinceNanos)
            : reported(link, report, sinceNanos));
  }

  private @Nullable LocalFailure reported(PhoneLink link, IcmpError report, long sinceNanos) {
    boolean byNode = report.offender().equals(link.address());
    boolean ours = !byNode && isOurs(link, report.offender());
    return switch (IcmpErrors.speaker(report.reason(), byNode, ours)) {
      case TARGET -> null;
      case ON_THE_WAY -> check(link).reported(sent(link, sinceNanos), clock.nanoTime());
      case NEIGHBOUR_SEARCH -> silent(link, Handover.UNDELIVERED, sinceNanos);
      case OWN_FILTER ->
          new LocalFailure(
              Reason.NOT_PERMITTED,
              report.text() + " (this machine's own report: a packet filter)");
      case OWN_ADDRESS ->
          check(link)
              .beyondScope(
                  sent(link, sinceNanos),
                  report.text() + IcmpErrors.BEYOND_SCOPE,
                  clock.nanoTime());
    };
  }

  private boolean isOurs(PhoneLink link, String address) {
    InetAddress local = local(link);
    OwnAddresses addresses = network.addresses();
    return (local != null && address.equals(text(local)))
        || (addresses != null && addresses.contains(address, clock.nanoTime()));
  }

  private @Nullable LocalFailure silent(PhoneLink link, Handover handover, long sinceNanos) {
    return check(link).silent(sent(link, sinceNanos), handover, clock.nanoTime());
  }

  private TargetCheck.Sent sent(PhoneLink link, long sinceNanos) {
    InetAddress local = local(link);
    return new TargetCheck.Sent(
        local == null ? egress.source() : text(local), link.localPort(), sinceNanos);
  }

  private TargetCheck check(PhoneLink link) {
    TargetCheck known = checks[link.place()];
    if (known == null || !known.address().equals(link.address())) {
      known = fresh(link);
      checks[link.place()] = known;
    }
    return known;
  }

  private TargetCheck fresh(PhoneLink link) {
    int family = link.address().indexOf(':') < 0 ? Libc.AF_INET : Libc.AF_INET6;
    int port = nodes.get(link.place()).port();
    return new TargetCheck(
        network.egress(), one -> missing(one, family), link.address(), port, egress);
  }

  private @Nullable LocalFailure missing(String address, int family) {
    OwnAddresses addresses = network.addresses();
    return addresses == null
        ? null
        : addresses.missing(
            address, EgressOptions.of(egress, family).deviceIndex(), clock.nanoTime());
  }

  /** Where it is connected from, or null: that is not known yet. */
  private static @Nullable InetAddress local(PhoneLink link) {
    return link.local() instanceof InetSocketAddress inet
            && inet.getAddress() != null
            && !inet.getAddress().isAnyLocalAddress()
        ? inet.getAddress()
        : null;
  }

  private static String text(InetAddress address) {
    int scope = address instanceof Inet6Address six ? six.getScopeId() : 0;
    return IpText.of(address.getAddress()) + (scope == 0 ? "" : "%" + scope);
  }
}
