package io.kald.agent.http;

import io.kald.probe.time.NanoClock;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All open connections, the one that did something useful longest ago first: it gives way to a
 * newcomer when there are too many. So a client can only be in its own way. Event loop.
 */
final class Connections {
  private static final Logger log = LoggerFactory.getLogger(Connections.class);
  private static final long WARN_EVERY_NANOS = 60_000_000_000L;

  // deps
  private final HttpLimits limits;
  private final NanoClock clock;

  // state
  private final Set<Connection> all = new LinkedHashSet<>();
  private final Map<Client, Set<Connection>> byClient = new HashMap<>();
  private final Refusals refusals = new Refusals();
  private long heldBytes;
  private long evicted;
  private long warnedNanos;

  Connections(HttpLimits limits, NanoClock clock) {
    this.limits = limits;
    this.clock = clock;
    this.warnedNanos = clock.nanoTime() - WARN_EVERY_NANOS;
  }

  HttpLimits limits() {
    return limits;
  }

  long now() {
    return clock.nanoTime();
  }

  /** Takes a newcomer in, whatever its place costs another. */
  void admit(Connection connection) {
    Set<Connection> own = byClient.getOrDefault(connection.client(), Set.of());
    if (own.size() >= limits.perClient()) {
      makeRoom(own);
    }
    if (all.size() >= limits.connections()) {
      makeRoom(all);
    }
    byClient.computeIfAbsent(connection.client(), c -> new LinkedHashSet<>()).add(connection);
    all.add(connection);
  }

  /** An idle one goes first, then whoever has got nothing for longest, whatever it waits for. */
  private void makeRoom(Set<Connection> among) {
    if (!evict(among, Connection::idle)) {
      evict(among, any -> true);
    }
  }

  /** It has done something useful. */
  void touch(Connection connection) {
    Set<Connection> own = byClient.get(connection.client());
    if (own != null && all.remove(connection)) {
      all.add(connection);
      own.remove(connection);
      own.add(connection);
    }
  }

  void remove(Connection connection) {
    Set<Connection> own = byClient.get(connection.client());
    if (own != null && all.remove(connection)) {
      own.remove(connection);
      if (own.isEmpty()) {
        byClient.remove(connection.client());
      }
    }
  }

  /**
   * Reserves memory for a reply that its client is to read; those who do not read give theirs up
   * for it.
   */
  boolean hold(long bytes) {
    while (heldBytes > 0 && heldBytes + bytes > limits.heldBytes()) {
      if (!evict(all, Connection::stuck)) {
        return false;
      }
    }
    heldBytes += bytes;
    return true;
  }

  void release(long bytes) {
    heldBytes -= bytes;
  }

  /** What this client sent is no request, or too much. */
  void refused(Client client) {
    refusals.add(client, now());
  }

  /** Whether it is refused again and again: what it sends is read slowly, and it gets no words. */
  boolean slows(Client client) {
    return refusals.many(client, now());
  }

  boolean isEmpty() {
    return all.isEmpty();
  }

  /** Ends what takes too long. */
  void sweep() {
    long now = now();
    List.copyOf(all).forEach(connection -> connection.tick(now));
  }

  void closeAll() {
    List.copyOf(all).forEach(Connection::close);
  }

  private boolean evict(Set<Connection> among, Predicate<Connection> may) {
    for (Connection connection : among) {
      if (may.test(connection)) {
        evicted++;
        warn(connection);
        remove(connection);
        connection.giveWay();
        return true;
      }
    }
    return false;
  }

  /** A connection could not be taken: mostly for want of a file descriptor. */
  void acceptFailed(Throwable cause) {
    if (mayWarn()) {
      log.warn("a connection to this port cannot be accepted: reason={}", cause.getMessage());
    }
  }

  private void warn(Connection connection) {
    if (mayWarn()) {
      log.warn(
          "too many connections or unread replies, the least useful connection is closed: client={}"
              + " open={} closed-since-start={}",
          connection.client().network(),
          all.size(),
          evicted);
    }
  }

  /** Whoever attacks must not fill the log. */
  private boolean mayWarn() {
    long now = now();
    boolean may = now - warnedNanos >= WARN_EVERY_NANOS;
    warnedNanos = may ? now : warnedNanos;
    return may;
  }
}
