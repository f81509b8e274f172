package io.kald.agent.daemon;

import io.kald.agent.metrics.Surroundings.PortPool;
import io.kald.probe.Egress;
import io.kald.probe.Keepalive;
import io.kald.probe.Prober;
import io.kald.probe.engine.ProbeEngine;
import io.kald.probe.tcp.PortBudget;
import io.kald.probe.tcp.TcpProber;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The source ports in use, by pool: source address and range. A port is taken per target, so a pool
 * shows the target that uses most of it.
 */
final class PortPools {
  private static final Duration PATIENCE = Duration.ofSeconds(2);

  private final ProbeEngine engine;

  PortPools(ProbeEngine engine) {
    this.engine = engine;
  }

  /** Asks the loops; a loop that does not answer in time leaves its pools out. Any thread. */
  List<PortPool> now() {
    Map<String, PortPool> pools = new ConcurrentHashMap<>();
    engine.visit((keepalive, prober) -> look(keepalive, prober, pools), PATIENCE);
    return List.copyOf(pools.values());
  }

  private static void look(Keepalive keepalive, Prober prober, Map<String, PortPool> pools) {
    if (prober instanceof TcpProber tcp) {
      String name = name(keepalive.probe().egress());
      PortBudget ports = tcp.ports();
      pools.merge(
          name,
          new PortPool(name, ports.limit(), ports.inUse(), ports.quarantined()),
          PortPools::worse);
    }
  }

  private static PortPool worse(PortPool a, PortPool b) {
    return new PortPool(
        a.pool(),
        Math.min(a.limit(), b.limit()),
        Math.max(a.inUse(), b.inUse()),
        Math.max(a.quarantined(), b.quarantined()));
  }

  private static String name(Egress egress) {
    String source = egress.source() == null ? "any" : egress.source();
    String ports = egress.sourcePorts() == null ? "ephemeral" : egress.sourcePorts().toString();
    return source + ":" + ports;
  }
}
