package io.kald.agent.daemon;

import io.kald.agent.config.Config;
import io.kald.probe.Keepalive;
import io.kald.probe.Monitored;
import io.kald.probe.engine.Engines;
import java.util.Optional;

/** Whether the descriptor limit is too low for what is configured, and the remedy. */
final class DescriptorNote {
  /** The links of a phone: with its node, the next one and a better one. */
  private static final int LINKS = 3;

  private DescriptorNote() {}

  private static long descriptors(Monitored one) {
    return one instanceof Keepalive keepalive ? keepalive.probe().needsDescriptor() ? 1 : 0 : LINKS;
  }

  /** One line for the log; empty when there are enough. */
  static Optional<String> of(Config config, Engines.Started engine) {
    int wanted = config.engine().maxInFlight();
    long needed = config.monitored().stream().mapToLong(DescriptorNote::descriptors).sum();
    boolean asConfigured = wanted != 0 && wanted <= engine.maxInFlight();
    if (asConfigured || needed <= engine.maxInFlight()) {
      return Optional.empty();
    }
    String text =
        "the limit of "
            + engine.descriptorLimit()
            + " open files allows "
            + engine.maxInFlight()
            + (engine.maxInFlight() == 1 ? " probe at a time, and " : " probes at a time, and ")
            + needed
            + " may be outstanding at once: the others wait for their turn, so targets that do not"
            + " answer are probed less often and found late. Raise the limit: LimitNOFILE= in the"
            + " systemd unit, or ulimit -n before the start";
    return Optional.of(text);
  }
}
