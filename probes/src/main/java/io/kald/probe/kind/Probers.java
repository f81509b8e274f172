package io.kald.probe.kind;

import io.kald.probe.ProbeSpec;
import io.kald.probe.Prober;

/** Makes the probers of one kind on one loop. Made, used and closed on that loop. */
public interface Probers<S extends ProbeSpec> extends AutoCloseable {
  /**
   * A prober of one address.
   *
   * @param numericAddress the address of the spec's host to ask
   * @param ports notified on the loop when a source port is quarantined or released
   */
  Prober open(S spec, String numericAddress, PortListener ports);

  /** Closes every prober without a word and frees what they share. */
  @Override
  void close();
}
