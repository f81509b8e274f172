package io.kald.probe.engine;

import io.kald.probe.ProbeSpec;
import io.kald.probe.Prober;

/** Makes the probers of one loop. Confined to it. */
interface ProberSource extends AutoCloseable {
  /**
   * A prober for {@code spec} at a numeric address.
   *
   * @param ports told when a source port of this prober falls ill or is well again
   */
  Prober open(ProbeSpec spec, String address, PortListener ports);

  /** Frees what the probers share. */
  @Override
  void close();

  /** Takes the health of source ports, on the loop. */
  @FunctionalInterface
  interface PortListener {
    /** Called when a port's quarantine begins or ends. */
    void onQuarantine(int port, boolean quarantined);
  }
}
