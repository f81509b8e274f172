package io.kald.agent.example;

import io.kald.probe.Prober;
import io.kald.probe.kind.PortListener;
import io.kald.probe.kind.ProbeLoop;
import io.kald.probe.kind.Probers;

/** Makes probers that share nothing. */
record ExampleProbers(ProbeLoop loop) implements Probers<ExampleSpec> {
  @Override
  public Prober open(ExampleSpec spec, String numericAddress, PortListener ports) {
    return new ExampleProber(loop, spec, numericAddress);
  }

  @Override
  public void close() {
    // Nothing is shared.
  }
}
