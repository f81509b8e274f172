package io.kald.probe.phone.link;

import io.kald.probe.LocalFailure;
import io.kald.probe.ProbeResult;
import io.kald.probe.event.PhoneFact;
import io.kald.probe.phone.Order;

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
        order.outcome(nowNanos - exchange.sentNanos()));
  }

  /** An attempt to register that a fault of this machine was in the way of. */
  static ProbeResult of(Order.OwnFault order, String address, long nowNanos) {
    LocalFailure fault = order.fault();
    return ProbeResult.notProbed(address, nowNanos, nowNanos, fault.reason(), fault.detail());
  }
}
