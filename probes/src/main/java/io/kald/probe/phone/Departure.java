package io.kald.probe.phone;

import io.kald.probe.event.FailoverCause;
import io.kald.probe.event.PhoneFact;

/**
 * A phone that was registered and is on its way to be so again.
 *
 * @param from the node it was at
 * @param firstSignNanos when what was not answered had left
 * @param decidedNanos when the node was left
 */
record Departure(String from, FailoverCause cause, long firstSignNanos, long decidedNanos) {
  /** The node it left for did not take it, and that is why it is away. */
  Departure turnedAway(FailoverCause why) {
    return new Departure(from, why, firstSignNanos, decidedNanos);
  }

  /** It has arrived. */
  PhoneFact.Failover to(String node, boolean asWanted, long nowNanos) {
    return new PhoneFact.Failover(
        from, node, cause, decidedNanos - firstSignNanos, asWanted ? 0 : nowNanos - firstSignNanos);
  }

  /** No node is left. */
  PhoneFact.Failover nowhere() {
    return new PhoneFact.Failover(from, "", cause, decidedNanos - firstSignNanos, -1);
  }
}
