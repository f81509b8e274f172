package io.kald.agent.daemon;

import io.kald.agent.metrics.Surroundings.PortPool;
import io.kald.agent.metrics.Surroundings.Ports;
import io.kald.probe.Egress;
import io.kald.probe.Keepalive;
import io.kald.probe.Prober;
import io.kald.probe.engine.ProbeEngine;
import io.kald.probe.tcp.PortBudget;
import io.kald.probe.tcp.TcpProber;
import io.kald.probe.time.NanoClock;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The source ports in use. A port is taken per target, so a pool (source address and range) shows
 * the target that uses most of it.
 */
final class PortPools {
  private static final Duration PATIENCE = Duration.ofSeconds(2);

  /** A scrape asks several times; the loops are asked once. */
  private static final long FRESH_NANOS = TimeUnit.SECONDS.toNanos(1);

  // deps
  private final ProbeEngine engine;
  private final NanoClock clock;
  private final boolean perTarget;

  // state
  private @Nullable Ports last;
  private long askedNanos;
  private int askedAtReload;
  private final AtomicInteger reloads = new AtomicInteger();

  /**
   * Asks nothing yet.
   *
   * @param perTarget whether each target's free ports are told too
   */
  PortPools(ProbeEngine engine, NanoClock clock, boolean perTarget) {
    this.engine = engine;
    this.clock = clock;
    this.perTarget = perTarget;
  }

  /**
   * What the loops say, or said less than a second ago and after {@link #reloaded}. A loop that
   * does not answer in time is left out. Any thread.
   */
  synchronized Ports now() {
    Ports known = last;
    int reload = reloads.get();
    if (known == null || askedAtReload != reload || clock.nanoTime() - askedNanos >= FRESH_NANOS) {
      known = merged(engine.visit(() -> new Found(perTarget), PATIENCE));
      last = known;
      askedNanos = clock.nanoTime();
      askedAtReload = reload;
    }
    return known;
  }

  /** What the loops said before is not what runs. Any thread; does not wait. */
  void reloaded() {
    reloads.incrementAndGet();
  }

  private static Ports merged(Collection<Found> loops) {
    Map<String, PortPool> pools = new TreeMap<>();
    Map<String, Long> free = new HashMap<>();
    for (Found found : loops) {
      found.pools.forEach((egress, pool) -> pools.merge(pool.pool(), pool, PortPools::worse));
      free.putAll(found.free);
    }
    return new Ports(List.copyOf(pools.values()), free);
  }

  private static PortPool worse(PortPool a, PortPool b) {
    return new PortPool(
        a.pool(),
        Math.min(a.limit(), b.limit()),
        Math.max(a.inUse(), b.inUse()),
        Math.max(a.quarantined(), b.quarantined()));
  }

  /** What one loop has; a hundred thousand targets are looked at while its probes wait. */
  private static final class Found implements BiConsumer<Keepalive, Prober> {
    final Map<Egress, PortPool> pools = new HashMap<>();
    final Map<String, Long> free = new HashMap<>();
    private final boolean perTarget;

    Found(boolean perTarget) {
      this.perTarget = perTarget;
    }

    @Override
    public void accept(Keepalive keepalive, Prober prober) {
      if (!(prober instanceof TcpProber tcp)) {
        return;
      }
      PortBudget ports = tcp.ports();
      Egress egress = keepalive.probe().egress();
      PortPool pool = pools.get(egress);
      if (pool == null
          || ports.limit() < pool.limit()
          || ports.inUse() > pool.inUse()
          || ports.quarantined() > pool.quarantined()) {
        PortPool own =
            new PortPool(name(egress), ports.limit(), ports.inUse(), ports.quarantined());
        pools.merge(egress, own, PortPools::worse);
      }
      if (perTarget) {
        long left = (long) ports.limit() - ports.inUse() - ports.quarantined();
        free.put(keepalive.name(), Math.max(0, left));
      }
    }

    private static String name(Egress egress) {
      String source = egress.source() == null ? "any" : egress.source();
      String ports = egress.sourcePorts() == null ? "ephemeral" : egress.sourcePorts().toString();
      return source + ":" + ports;
    }
  }
}
