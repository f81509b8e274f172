package io.kald.probe.icmp;

import io.kald.probe.ProbeResult;
import io.kald.probe.Prober;
import io.kald.probe.Reason;
import io.kald.probe.kind.PortListener;
import io.kald.probe.kind.Probers;
import io.kald.probe.time.NanoClock;

/** Where echoes cannot be sent at all: no probe is one that was sent. */
record NoProbers(NanoClock clock) implements Probers<IcmpSpec> {
  @Override
  public Prober open(IcmpSpec spec, String numericAddress, PortListener ports) {
    return new NoEcho(numericAddress, clock);
  }

  @Override
  public void close() {
    // Holds nothing.
  }

  private record NoEcho(String address, NanoClock clock) implements Prober {
    @Override
    public void send(long dueNanos, ResultListener listener) {
      listener.onResult(
          ProbeResult.notProbed(
              address,
              dueNanos,
              clock.nanoTime(),
              Reason.NOT_PERMITTED,
              "ICMP echoes need the epoll transport of Linux"));
    }

    @Override
    public ProbeResult expire(long timeoutNanos) {
      throw new IllegalStateException("no probe is ever outstanding");
    }

    @Override
    public void close() {
      // Holds nothing.
    }
  }
}
