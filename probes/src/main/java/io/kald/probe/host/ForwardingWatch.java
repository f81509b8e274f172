package io.kald.probe.host;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Behind which ports the bridges of this machine have learnt hardware addresses; looked up at most
 * four times a second. Confined to one thread.
 */
final class ForwardingWatch {
  private static final long KEEP_NANOS = TimeUnit.MILLISECONDS.toNanos(250);

  // deps
  private final HostQueries queries;

  // state
  private final Map<Learnt, Integer> ports = new HashMap<>();
  private boolean looked;
  private long lookedNanos;

  private record Learnt(int bridge, long address) {}

  ForwardingWatch(HostQueries queries) {
    this.queries = queries;
  }

  /** The number of the port, or 0 when the bridge does not know the address. */
  int port(int bridge, long address, long nowNanos) {
    if (!looked || nowNanos - lookedNanos >= KEEP_NANOS) {
      looked = true;
      lookedNanos = nowNanos;
      ports.clear();
      queries.forwarding((of, port, learnt) -> ports.put(new Learnt(of, learnt), port));
    }
    return ports.getOrDefault(new Learnt(bridge, address), 0);
  }
}
