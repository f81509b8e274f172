package io.kald.probe.phone;

import io.kald.probe.ProbeOutcome;
import io.kald.probe.ProbeResult;
import io.kald.probe.Reason;
import io.kald.probe.event.PhoneFact;
import io.kald.probe.net.LocalFailure;

/** What a phone finds out, as results of probes. Pure. */
final class PhoneResults {
  private PhoneResults() {}

  /**
   * A KeepAlive that was judged.
   *
   * @param address the node's, numeric; empty when it is not known
   * @param sourcePort the port it left from, or 0
   */
  static ProbeResult of(Order.Judged order, String address, int sourcePort, long nowNanos) {
    PhoneFact.Exchange exchange = order.exchange();
    return new ProbeResult(
        address,
        sourcePort,
        order.dueNanos(),
        exchange.sentNanos(),
        nowNanos,
        outcome(order, nowNanos - exchange.sentNanos()));
  }

  private static ProbeOutcome outcome(Order.Judged order, long afterNanos) {
    LocalFailure own = order.own();
    if (own != null) {
      return new ProbeOutcome.NotProbed(own.reason(), own.detail());
    }
    PhoneFact.Exchange exchange = order.exchange();
    return switch (exchange.verdict()) {
      case SCCP_ACKED -> new ProbeOutcome.Answered(exchange.rttNanos());
      case TCP_ACKED_ONLY, NOT_ACKED, UNKNOWN, NOT_PROBED ->
          new ProbeOutcome.Unanswered(afterNanos);
      case CLOSED -> new ProbeOutcome.Rejected(Reason.CLOSED, "FIN", afterNanos);
      case RESET -> new ProbeOutcome.Rejected(Reason.RESET, "", afterNanos);
    };
  }

  /** An attempt to register that a fault of this machine was in the way of. */
  static ProbeResult of(Order.OwnFault order, String address, long nowNanos) {
    LocalFailure fault = order.fault();
    return ProbeResult.notProbed(address, nowNanos, nowNanos, fault.reason(), fault.detail());
  }
}
