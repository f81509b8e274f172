package io.kald.agent.audit;

import io.kald.agent.flow.EchoExchange;
import io.kald.agent.flow.Moment;
import io.kald.agent.flow.TcpExchange;
import io.kald.agent.flow.TcpExchange.Close;
import io.kald.agent.flow.TcpExchange.Side;
import io.kald.agent.flow.TcpExchange.Timestamps;
import io.kald.probe.FactKey;
import io.kald.probe.Facts;
import io.kald.probe.ProbeOutcome;
import io.kald.probe.ProbeOutcome.Answered;
import io.kald.probe.ProbeOutcome.Rejected;
import io.kald.probe.ProbeOutcome.Unanswered;
import io.kald.probe.ProbeResult;
import io.kald.probe.Reason;
import io.kald.probe.ResetIs;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One probe as packets show it, whatever its kind.
 *
 * @param sourcePort the port it left from, the identifier of an echo
 * @param sent the SYN or the echo request
 * @param again retransmissions of the SYN
 * @param answer the SYN-ACK or the echo reply; null when none was seen
 * @param refused the RST that answered the SYN
 * @param rejection the ICMP error that answered it
 * @param closing the first FIN or RST of an answered connection
 * @param close how a TCP connection ended; null for an echo
 * @param closedByProber whether the prober was the first to send FIN or RST
 * @param closedAtOnce whether the target was, and had been sent no data
 * @param clientBytes payload the prober sent
 * @param httpStatus status of the answer where it was HTTP, else 0
 */
record ProbeSeen(
    int sourcePort,
    Moment sent,
    List<Moment> again,
    @Nullable Moment answer,
    @Nullable Moment refused,
    @Nullable RejectionSeen rejection,
    @Nullable Moment closing,
    @Nullable Close close,
    boolean closedByProber,
    boolean closedAtOnce,
    long clientBytes,
    int httpStatus,
    @Nullable Timestamps uptime) {

  /** A connection as a probe; null when its beginning is not in the capture. */
  static @Nullable ProbeSeen of(TcpExchange seen) {
    Moment syn = seen.syn();
    if (syn == null) {
      return null;
    }
    boolean refused = seen.close() == Close.REFUSED;
    return new ProbeSeen(
        seen.client().port(),
        syn,
        seen.synAgain(),
        seen.synAck(),
        refused ? seen.closing() : null,
        RejectionSeen.ofTcp(seen.rejection(), seen.client().address(), seen.server().address()),
        refused ? null : seen.closing(),
        seen.close(),
        seen.closedBy() == Side.CLIENT,
        seen.closedAtOnce(),
        seen.clientBytes(),
        seen.httpStatus(),
        seen.clientUptime());
  }

  /** An echo as a probe; null when only its reply is in the capture. */
  static @Nullable ProbeSeen of(EchoExchange seen) {
    Moment request = seen.request();
    return request == null
        ? null
        : new ProbeSeen(
            seen.identifier(),
            request,
            List.of(),
            seen.reply(),
            null,
            RejectionSeen.ofEcho(seen.rejection(), seen.source(), seen.target()),
            null,
            null,
            false,
            false,
            0,
            0,
            null);
  }

  /** When it left, nanoseconds since 1970. */
  long sentNanos() {
    return sent.atNanos();
  }

  /** From leaving to the answer, or -1. */
  long rttNanos() {
    return answer == null ? -1 : answer.atNanos() - sent.atNanos();
  }

  /** Whether it was answered at all, however late. */
  boolean answered() {
    return answer != null;
  }

  /**
   * Whether it was answered, where a reset right after the handshake is as {@code resetIs} says.
   */
  boolean answered(ResetIs resetIs) {
    return answered() && !(resetIs == ResetIs.REJECTED && resetAtOnce());
  }

  private boolean resetAtOnce() {
    return closedAtOnce && close == Close.RESET_BY_SERVER;
  }

  /** What a prober that waits {@code timeoutNanos} has to make of it. */
  ProbeOutcome outcome(long timeoutNanos, ResetIs resetIs) {
    if (answer != null && rttNanos() <= timeoutNanos) {
      Moment end = closing;
      return answered(resetIs) || end == null
          ? new Answered(rttNanos())
          : new Rejected(Reason.RESET, "", end.atNanos() - sent.atNanos());
    }
    RejectionSeen error = rejection;
    if (refused != null && refused.atNanos() - sent.atNanos() <= timeoutNanos) {
      return new Rejected(Reason.REFUSED, "", refused.atNanos() - sent.atNanos());
    }
    if (error != null && error.seen().atNanos() - sent.atNanos() <= timeoutNanos) {
      return error.outcome(sent.atNanos());
    }
    return new Unanswered(timeoutNanos);
  }

  /** The same value a live probe becomes, with packet time in place of the monotonic clock. */
  ProbeResult result(String address, long dueNanos, long timeoutNanos, ResetIs resetIs) {
    ProbeOutcome outcome = outcome(timeoutNanos, resetIs);
    long after =
        outcome.<Long>match(
            Answered::rttNanos, Rejected::afterNanos, Unanswered::afterNanos, n -> 0L);
    return new ProbeResult(
        address, sourcePort, dueNanos, sentNanos(), sentNanos() + after, outcome, facts());
  }

  private Facts facts() {
    Facts facts = closedAtOnce ? Facts.NONE.with(FactKey.CLOSED_AT_ONCE) : Facts.NONE;
    return again.isEmpty() ? facts : facts.with(FactKey.SYN_RETRANSMITS, again.size());
  }

  /** The packets that show it. */
  List<Long> frames() {
    List<Long> frames = new ArrayList<>(4);
    frames.add(sent.frame());
    for (Moment moment : new @Nullable Moment[] {answer, refused, closing}) {
      if (moment != null) {
        frames.add(moment.frame());
      }
    }
    if (rejection != null) {
      frames.add(rejection.seen().frame());
    }
    return frames;
  }
}
