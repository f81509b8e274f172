package io.kald.agent.witness;

import io.kald.agent.audit.Claim;
import io.kald.agent.flow.Endpoint;
import io.kald.agent.pcap.Addresses;
import io.kald.probe.Keepalive;
import io.kald.probe.ProbeOutcome;
import io.kald.probe.ProbeResult;
import io.kald.probe.event.ProbeEvent.Probed;
import org.jspecify.annotations.Nullable;

/** What kald says of a probe that left, and by what its packets are known. */
record Asked(ProbeKey key, Claim claim) {
  /** Null when the probe did not leave, and for a phone, see {@link PhoneClaim}. */
  static @Nullable Asked of(Probed event, Anchor anchor) {
    ProbeResult result = event.result();
    ProbeOutcome outcome = reported(result.outcome());
    boolean phone = event.keepalive().probe().match(tcp -> false, icmp -> false, sccp -> true);
    if (phone || outcome instanceof ProbeOutcome.NotProbed || result.address().isEmpty()) {
      return null;
    }
    Keepalive keepalive = event.keepalive();
    int port = keepalive.probe().match(tcp -> tcp.port(), icmp -> 0, sccp -> 0);
    Endpoint target = new Endpoint(Addresses.asInPackets(result.address()), port);
    Claim claim =
        new Claim(
            keepalive.name(),
            keepalive.probe().kind(),
            keepalive.probe().target(),
            target,
            result.sourcePort(),
            anchor.epochNanos(result.sentNanos()),
            outcome.rttNanosOr(-1),
            outcome.<Long>match(a -> -1L, r -> r.afterNanos(), u -> u.afterNanos(), n -> -1L),
            outcome.word(),
            outcome.detail().equals(ProbeOutcome.Answered.CLOSED_AT_ONCE));
    return new Asked(new ProbeKey(claim.kind(), target, claim.sourcePort()), claim);
  }

  /** What was reported of a probe that left, before any review. */
  private static ProbeOutcome reported(ProbeOutcome outcome) {
    return outcome instanceof ProbeOutcome.NotProbed not && not.overruled() != null
        ? not.overruled()
        : outcome;
  }
}
