package io.kald.agent.witness;

import io.kald.agent.audit.Claim;
import io.kald.agent.flow.Endpoint;
import io.kald.agent.pcap.Addresses;
import io.kald.probe.Phone;
import io.kald.probe.PhoneNode;
import io.kald.probe.PhoneSpec;
import io.kald.probe.event.KeepAliveVerdict;
import io.kald.probe.event.PhoneFact.Exchange;

/**
 * What a phone says of a KeepAlive.
 *
 * @param unreadable why no packet can show it, for a reader; empty: one can
 */
record PhoneClaim(Claim claim, String unreadable) {
  /** What a phone said at {@code atNanos}, monotonic. */
  static PhoneClaim of(Phone phone, Exchange fact, long atNanos, Anchor anchor) {
    boolean answered = fact.verdict() == KeepAliveVerdict.SCCP_ACKED;
    Claim claim =
        new Claim(
            phone.name(),
            Phone.KIND,
            fact.node(),
            new Endpoint(Addresses.asInPackets(fact.address()), port(phone.spec(), fact.node())),
            fact.sourcePort(),
            anchor.epochNanos(fact.sentNanos()),
            answered ? fact.rttNanos() : -1,
            answered ? -1 : atNanos - fact.sentNanos(),
            fact.verdict().word(),
            false);
    return new PhoneClaim(claim, unreadable(phone.spec(), fact));
  }

  private static String unreadable(PhoneSpec phone, Exchange fact) {
    if (phone.tls() != null) {
      return "it is inside TLS";
    }
    boolean known = !fact.address().isEmpty() && fact.sourcePort() != 0;
    return known ? "" : "nobody knows by which connection it left";
  }

  private static int port(PhoneSpec phone, String node) {
    return phone.allNodes().stream()
        .filter(each -> each.name().equals(node))
        .mapToInt(PhoneNode::port)
        .findFirst()
        .orElse(0);
  }
}
