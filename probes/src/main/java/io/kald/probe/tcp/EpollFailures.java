package io.kald.probe.tcp;

import io.kald.probe.ProbeOutcome;
import io.kald.probe.ProbeOutcome.Answered;
import io.kald.probe.ProbeOutcome.NotProbed;
import io.kald.probe.ProbeOutcome.Rejected;
import io.kald.probe.ProbeOutcome.Unanswered;
import io.kald.probe.Reason;
import io.kald.probe.ResetIs;
import io.kald.probe.host.Handover;
import io.kald.probe.host.Reporter;
import io.kald.probe.net.Errno;
import io.kald.probe.net.ErrorQueue.IcmpError;
import io.kald.probe.net.OwnAddresses;

/** What a socket that is not connected says of its probe. One for each loop; changes nothing. */
final class EpollFailures {
  private final TcpSockets sockets;
  private final OwnAddresses own;

  EpollFailures(TcpSockets sockets, OwnAddresses own) {
    this.sockets = sockets;
    this.own = own;
  }

  /**
   * The socket is closed, by its TCP_INFO just read. ECONNRESET after the SYN was acknowledged
   * shows that there was a connection: a RST that answers a SYN is ECONNREFUSED. EPIPE is the same
   * after a FIN.
   */
  Ended closed(int fd, byte[] target, ResetIs resetIs, long elapsedNanos, long nowNanos) {
    boolean acknowledged = sockets.acknowledged(elapsedNanos);
    long rttNanos = sockets.handshakeNanos(elapsedNanos); // before the error takes its place
    int errno = sockets.takeError(fd);
    if (acknowledged && (errno == Errno.ECONNRESET || errno == Errno.EPIPE)) {
      return resetIs == ResetIs.REJECTED && errno == Errno.ECONNRESET
          ? rejected(Reason.RESET, Answered.CLOSED_AT_ONCE, elapsedNanos)
          : new Ended(new Answered(rttNanos, true), From.TARGET);
    }
    IcmpError error = sockets.takeIcmpError(fd);
    if (error != null) {
      return icmp(fd, target, error, elapsedNanos, nowNanos);
    }
    return switch (errno) {
      case Errno.ECONNREFUSED -> rejected(Reason.REFUSED, "", elapsedNanos);
      case Errno.ECONNRESET, Errno.EPIPE -> rejected(Reason.RESET, "", elapsedNanos);
      case Errno.ETIMEDOUT ->
          new Ended(new Unanswered(elapsedNanos), From.NOBODY, sockets.handoverOfGivenUp(fd));
      case Errno.EHOSTUNREACH -> unreachable(Reason.HOST_UNREACHABLE, "", elapsedNanos);
      case Errno.ENETUNREACH -> unreachable(Reason.NET_UNREACHABLE, "", elapsedNanos);
      default -> notProbed(Reason.FAULT, "connect: " + Errno.text(errno));
    };
  }

  /** An ICMP error came for the socket. */
  Ended icmp(int fd, byte[] target, IcmpError error, long elapsedNanos, long nowNanos) {
    String own = error.text() + " (this machine's own report: ";
    return switch (Reporter.of(error, sockets.text(target), one -> isOurs(fd, one, nowNanos))) {
      case ABOUT_SOURCE ->
          new Ended(new Rejected(error.reason(), error.text(), elapsedNanos), From.SCOPE);
      case TARGET -> rejected(error.reason(), error.text(), elapsedNanos);
      case THE_WAY ->
          new Ended(new Rejected(error.reason(), error.text(), elapsedNanos), From.THE_WAY);
      case NEIGHBOUR_SEARCH ->
          new Ended(
              new Rejected(error.reason(), own + "no neighbour answered)", elapsedNanos),
              From.NOBODY,
              Handover.UNDELIVERED);
      case OWN_FILTER -> notProbed(Reason.NOT_PERMITTED, own + "a packet filter)");
    };
  }

  /** A probe whose source port was its target's port. */
  static Ended itself(long elapsedNanos) {
    return rejected(Reason.REFUSED, "connected to itself: no other listens", elapsedNanos);
  }

  private boolean isOurs(int fd, String address, long nowNanos) {
    return address.equals(sockets.localAddress(fd)) || own.contains(address, nowNanos);
  }

  private static Ended rejected(Reason reason, String detail, long afterNanos) {
    return new Ended(new Rejected(reason, detail, afterNanos), From.TARGET);
  }

  private static Ended unreachable(Reason reason, String detail, long afterNanos) {
    return new Ended(new Rejected(reason, detail, afterNanos), From.NOBODY);
  }

  private static Ended notProbed(Reason reason, String detail) {
    return new Ended(new NotProbed(reason, detail), From.HERE);
  }

  /** Who ended a probe. */
  enum From {
    TARGET,
    /** A router or a filter on the way. */
    THE_WAY,
    /** The same, which reports that the source address has too narrow a scope. */
    SCOPE,
    /** This machine, for certain. */
    HERE,
    /** Nothing came from the network, and this machine itself may be why. */
    NOBODY
  }

  /**
   * How a probe ended.
   *
   * @param handover what became of its SYN, which matters only where {@link From#NOBODY} ended it
   */
  record Ended(ProbeOutcome outcome, From from, Handover handover) {
    Ended(ProbeOutcome outcome, From from) {
      this(outcome, from, Handover.LEFT);
    }
  }
}
