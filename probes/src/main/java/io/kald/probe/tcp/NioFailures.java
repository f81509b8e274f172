package io.kald.probe.tcp;

import io.kald.probe.ProbeOutcome;
import io.kald.probe.ProbeOutcome.NotProbed;
import io.kald.probe.ProbeOutcome.Rejected;
import io.kald.probe.ProbeOutcome.Unanswered;
import io.kald.probe.Reason;
import io.kald.probe.ResetIs;
import java.io.IOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;

/** What the JDK's exceptions mean for a probe; their texts are all that tells some apart. */
final class NioFailures {
  private NioFailures() {}

  /** A socket that could not be opened, set or bound. */
  static NotProbed local(IOException e) {
    return new NotProbed(localReason(e), text(e));
  }

  private static Reason localReason(IOException e) {
    String text = text(e);
    if (text.contains("Too many open files")) {
      return Reason.NO_DESCRIPTOR;
    }
    if (text.contains("ermission denied") || text.contains("not permitted")) {
      return Reason.NOT_PERMITTED;
    }
    if (text.contains("assign requested address")) {
      return Reason.SOURCE_ADDRESS_MISSING;
    }
    if (text.contains("unreachable") || e instanceof NoRouteToHostException) {
      return Reason.NO_ROUTE;
    }
    return text.contains("buffer space") ? Reason.NO_BUFFER : Reason.FAULT;
  }

  /** A connect that failed at once: an address it cannot have is a port that is not free. */
  static ProbeOutcome atConnect(IOException e, long afterNanos) {
    if (e instanceof BindException) {
      return new NotProbed(Reason.NO_SOURCE_PORT, text(e));
    }
    if (text(e).contains("Invalid argument")) { // EINVAL: a blackhole route
      return new NotProbed(Reason.NO_ROUTE, text(e));
    }
    return e instanceof ConnectException && text(e).contains("refused")
        ? new Rejected(Reason.REFUSED, "", afterNanos)
        : local(e);
  }

  /** A connect that failed later. */
  static ProbeOutcome afterConnect(IOException e, ResetIs resetIs, long afterNanos) {
    String text = text(e);
    if (text.contains("refused")) {
      return new Rejected(Reason.REFUSED, "", afterNanos);
    }
    if (closedAtOnce(e)) {
      return resetIs == ResetIs.REJECTED && isReset(e)
          ? new Rejected(Reason.RESET, "", afterNanos)
          : new ProbeOutcome.Answered(afterNanos);
    }
    if (text.contains("timed out")) {
      return new Unanswered(afterNanos);
    }
    if (text.contains("Network is unreachable")) {
      return new Rejected(Reason.NET_UNREACHABLE, "", afterNanos);
    }
    return e instanceof NoRouteToHostException
        ? new Rejected(Reason.HOST_UNREACHABLE, "", afterNanos)
        : local(e);
  }

  /**
   * A connect that failed later by an error that this machine or a router may have reported: it
   * goes on for longer than this machine's own faults are believed in.
   */
  static Rejected reported(NotProbed error, long afterNanos) {
    Reason reason =
        error.reason() == Reason.NOT_PERMITTED ? Reason.ADMIN_PROHIBITED : Reason.OTHER_ICMP_ERROR;
    return new Rejected(reason, error.detail(), afterNanos);
  }

  /** Whether there was a connection, which the target closed; EPIPE: it had sent FIN before. */
  static boolean closedAtOnce(IOException e) {
    return isReset(e) || text(e).contains("Broken pipe");
  }

  /** A reset after the handshake; one that answers the SYN is "refused". */
  static boolean isReset(IOException e) {
    return text(e).contains("reset");
  }

  private static String text(IOException e) {
    return String.valueOf(e.getMessage());
  }
}
