package io.kald.agent.witness;

import io.kald.agent.audit.Claim;
import io.kald.agent.flow.Endpoint;
import io.kald.agent.pcap.Addresses;
import io.kald.probe.FactKey;
import io.kald.probe.Keepalive;
import io.kald.probe.ProbeOutcome;
import io.kald.probe.ProbeResult;
import io.kald.probe.Wire;
import io.kald.probe.event.ProbeEvent.Probed;
import org.jspecify.annotations.Nullable;

/** What kald says of a probe that left, and by what its packets are known. */
record Asked(ProbeKey key, Claim claim) {
  /**
   * Null when the probe did not leave, for a phone, see {@link PhoneClaim}, and when its first
   * packet back is not its answer.
   */
  static @Nullable Asked of(Probed event, Anchor anchor) {
    ProbeResult result = event.result();
    ProbeOutcome outcome = reported(result.outcome());
    if (!(event.monitored() instanceof Keepalive keepalive)) {
      return null;
    }
    Wire wire = keepalive.probe().wire();
    if (!wire.firstPacketAnswers()
        || outcome instanceof ProbeOutcome.NotProbed
        || result.address().isEmpty()) {
      return null;
    }
    Endpoint target = new Endpoint(Addresses.asInPackets(result.address()), wire.port());
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
            result.facts().has(FactKey.CLOSED_AT_ONCE));
    return new Asked(new ProbeKey(wire.transport().word(), target, claim.sourcePort()), claim);
  }

  /** What was reported of a probe that left, before any review. */
  private static ProbeOutcome reported(ProbeOutcome outcome) {
    return outcome instanceof ProbeOutcome.NotProbed not && not.overruled() != null
        ? not.overruled()
        : outcome;
  }
}
