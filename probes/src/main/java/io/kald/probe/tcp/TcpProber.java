package io.kald.probe.tcp;

import io.kald.probe.Prober;

/** Asks one TCP target. */
public interface TcpProber extends Prober {
  /** How many source ports there are for this target now. */
  PortBudget ports();
}
