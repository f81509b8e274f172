package io.kald.probe.phone.link;

import io.kald.probe.LocalFailure;
import io.kald.probe.Reason;
import io.kald.probe.phone.Trouble;
import io.kald.sccp.SccpDecodeException;
import io.netty.handler.codec.DecoderException;
import java.io.IOException;
import java.net.NoRouteToHostException;
import java.nio.channels.ClosedChannelException;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** What exceptions of a connection mean for a phone; their texts are all that tells some apart. */
final class LinkTroubles {
  private LinkTroubles() {}

  /**
   * No connection came about.
   *
   * @param atOnce whether the call itself failed, before any packet could have come back
   */
  static Trouble connecting(Throwable fault, boolean atOnce) {
    String text = text(fault);
    if (text.contains("refused")) {
      return Trouble.unreachable(Reason.REFUSED, "");
    }
    if (text.contains("reset")) {
      return Trouble.RESET;
    }
    if (text.contains("timed out")) {
      return Trouble.NO_CONNECTION;
    }
    Trouble unreachable = unreachable(text);
    return atOnce || unreachable == null ? local(fault) : unreachable;
  }

  private static @Nullable Trouble unreachable(String text) {
    if (text.contains("Network is unreachable")) {
      return Trouble.unreachable(Reason.NET_UNREACHABLE, "");
    }
    if (text.contains("No route to host") || text.contains("Host is unreachable")) {
      return Trouble.unreachable(Reason.HOST_UNREACHABLE, "");
    }
    return null;
  }

  /** A socket that could not be opened, set or bound. */
  static Trouble local(Throwable fault) {
    return Trouble.ours(new LocalFailure(localReason(text(fault)), text(fault)));
  }

  private static Reason localReason(String text) {
    if (text.contains("Too many open files")) {
      return Reason.NO_DESCRIPTOR;
    }
    if (text.contains("ermission denied") || text.contains("not permitted")) {
      return Reason.NOT_PERMITTED;
    }
    if (text.contains("assign requested address") || text.contains("already in use")) {
      return Reason.NO_SOURCE_PORT;
    }
    if (text.contains("unreachable") || text.contains("No route")) {
      return Reason.NO_ROUTE;
    }
    // EINVAL of a connect: the route is a blackhole.
    if (text.contains("Network is down")
        || text.contains("Invalid argument")
        || text.contains("error(-22)")) {
      return Reason.NO_ROUTE;
    }
    return text.contains("buffer space") ? Reason.NO_BUFFER : Reason.FAULT;
  }

  /**
   * A connection that was there has ended by this; what neither the node nor the path can have
   * caused is a fault of this machine.
   *
   * @param certified whether the phone has a certificate to show, which says what some ends of TLS
   *     mean
   */
  static Trouble connected(Throwable fault, boolean certified) {
    String text = text(fault);
    Throwable cause =
        fault instanceof DecoderException && fault.getCause() != null ? fault.getCause() : fault;
    if (cause instanceof SccpDecodeException) {
      return Trouble.aborted("not-sccp", text(cause));
    }
    if (cause instanceof SSLException tls) {
      return Trouble.aborted("tls", TlsTroubles.words(tls, certified));
    }
    if (!(fault instanceof IOException)) {
      return local(fault);
    }
    Trouble unreachable = unreachable(text);
    if (unreachable != null) {
      return unreachable;
    }
    if (text.contains("timed out")) {
      return Trouble.TIMED_OUT;
    }
    if (text.contains("reset") || text.contains("Broken pipe")) {
      return Trouble.RESET;
    }
    return fault instanceof ClosedChannelException ? Trouble.CLOSED : local(fault);
  }

  private static String text(Throwable fault) {
    String own = String.valueOf(fault.getMessage());
    if (fault instanceof NoRouteToHostException && own.startsWith("null")) {
      return "No route to host" + own.substring("null".length()); // All that Netty's epoll says.
    }
    Throwable cause = fault.getCause();
    return cause == null || cause.getMessage() == null ? own : own + ": " + cause.getMessage();
  }
}
