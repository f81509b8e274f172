package io.kald.probe.engine;

import io.kald.probe.PortRange;
import io.kald.probe.ProbeSpec;
import io.kald.probe.Wire;
import io.kald.probe.Wire.Transport;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;

/**
 * What the probes of the whole engine have to share: descriptors, and the source ports of a
 * configured range towards one target. Any thread.
 */
final class Limits {
  private final Places inFlight;
  private final ConcurrentMap<Pool, Shared> pools = new ConcurrentHashMap<>();

  /**
   * The source ports towards one target: another target may be reached from the same ports at the
   * same time.
   */
  record Pool(
      Transport transport, String address, int port, @Nullable String source, PortRange range) {
    /** That of a probe at an address; null where the kernel chooses ports, or none is needed. */
    static @Nullable Pool of(ProbeSpec probe, String address) {
      PortRange range = probe.egress().sourcePorts();
      Wire wire = probe.wire();
      return range == null || wire.port() == 0
          ? null
          : new Pool(wire.transport(), address, wire.port(), probe.egress().source(), range);
    }
  }

  private record Shared(Places places, int users) {}

  /**
   * Sets the first of them.
   *
   * @param maxInFlight probes with a descriptor of their own that may be outstanding at once
   */
  Limits(int maxInFlight) {
    this.inFlight = new Places(maxInFlight);
  }

  /** Places of probes with a descriptor of their own. */
  Places inFlight() {
    return inFlight;
  }

  /** The places of a pool; every join must be followed by a {@link #part}. */
  Places join(Pool pool) {
    return pools.compute(
            pool,
            (same, shared) ->
                shared == null
                    ? new Shared(new Places(pool.range().size()), 1)
                    : new Shared(shared.places, shared.users + 1))
        .places;
  }

  /** The pool is used by one less. */
  void part(Pool pool) {
    pools.computeIfPresent(
        pool,
        (same, shared) -> shared.users == 1 ? null : new Shared(shared.places, shared.users - 1));
  }

  /** How many pools there are. */
  int pools() {
    return pools.size();
  }
}
