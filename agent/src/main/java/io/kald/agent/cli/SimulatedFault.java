package io.kald.agent.cli;

import io.kald.agent.config.Values;
import io.kald.agent.simulate.CucmOptions.TimedFault;
import io.kald.agent.simulate.Fault;
import java.util.concurrent.TimeUnit;

/** A fault of a simulated node as it is typed: {@code cucm1:slow=500ms@5s}. */
final class SimulatedFault {
  private SimulatedFault() {}

  static TimedFault read(String text) {
    int colon = text.indexOf(':');
    int at = text.lastIndexOf('@');
    if (colon < 1 || at < colon) {
      throw new IllegalArgumentException(text + " (expected: NODE:FAULT@TIME)");
    }
    return new TimedFault(
        text.substring(0, colon),
        Fault.parse(text.substring(colon + 1, at)),
        Values.durationNanos(text.substring(at + 1), 0, TimeUnit.DAYS.toNanos(365)));
  }
}
