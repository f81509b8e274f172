package io.kald.agent.status;

import io.kald.probe.Monitored;
import io.kald.probe.Service;
import io.kald.probe.keepalive.Standing;
import org.jspecify.annotations.Nullable;

/** A service and where it stands. Confined to its board's lock. */
final class ServiceEntry {
  // deps
  final KeepaliveEntry stream;

  // state
  Service service;
  private Standing standing = Standing.UNKNOWN;
  private long sinceNanos;
  private long transitions;

  /**
   * A service that follows a stream from now on.
   *
   * @param before the same service on another stream, or null
   */
  ServiceEntry(
      KeepaliveEntry stream, Service service, @Nullable ServiceEntry before, long nowNanos) {
    this.stream = stream;
    this.service = service;
    this.sinceNanos = before == null ? nowNanos : before.sinceNanos;
    if (before != null) {
      standing = before.standing;
      transitions = before.transitions;
    }
  }

  /** Takes over what is configured, and the state the stream has now. */
  void configure(Service wanted, long nowNanos) {
    service = wanted;
    follow(nowNanos);
  }

  /** Takes the state of the stream, or SUSPENDED. */
  void follow(long atNanos) {
    stand(service.suspended() ? Standing.SUSPENDED : stream.standing, atNanos);
  }

  /** Takes a transition. */
  void changed(Standing to, boolean counted, long atNanos) {
    stand(to, atNanos);
    transitions += counted ? 1 : 0;
  }

  String state() {
    return standing.word();
  }

  /** Whether {@code part}, in lower case, is in the name, the target or the address. */
  boolean has(String part) {
    return part.isEmpty()
        || contains(service.name(), part)
        || contains(stream.monitored.target(), part)
        || contains(stream.address, part);
  }

  ServiceView view(WallTime wall) {
    Monitored monitored = stream.monitored;
    return new ServiceView(
        service.name(),
        monitored.name(),
        monitored.kind(),
        monitored.target(),
        stream.address,
        standing.word(),
        wall.at(sinceNanos),
        transitions,
        stream.counts(),
        view(stream.last(), wall),
        view(stream.lastFailure, wall),
        stream.strip.view());
  }

  private static @Nullable LastProbe view(KeepaliveEntry.@Nullable Result result, WallTime wall) {
    return result == null ? null : result.view(wall);
  }

  private void stand(Standing to, long atNanos) {
    if (to.equals(standing)) {
      return;
    }
    if (!to.word().equals(standing.word())) {
      sinceNanos = atNanos;
    }
    standing = to;
  }

  private static boolean contains(String text, String lowerCasePart) {
    int last = text.length() - lowerCasePart.length();
    for (int i = 0; i <= last; i++) {
      if (text.regionMatches(true, i, lowerCasePart, 0, lowerCasePart.length())) {
        return true;
      }
    }
    return false;
  }
}
