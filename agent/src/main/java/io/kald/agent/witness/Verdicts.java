package io.kald.agent.witness;

import io.kald.agent.audit.Claim;
import io.kald.agent.audit.OnWire;

/** Takes what came of holding each result against the packets. */
interface Verdicts {
  /** Packets show what the result says. */
  void confirmed(Claim claim, OnWire seen);

  /** It failed, and packets show why it did not leave: nobody answered for the target's address. */
  void unresolved(Claim claim);

  /** No packet shows that it left. */
  void notOnWire(Claim claim);

  /**
   * Packets show something else.
   *
   * @param differs what, for a reader
   */
  void differs(Claim claim, OnWire seen, String differs);

  /**
   * It cannot be judged.
   *
   * @param why for a reader
   */
  void unknown(Claim claim, String why);

  /** A probe on the wire of which no result tells. */
  void unrecorded(ProbeKey key, OnWire seen);
}
