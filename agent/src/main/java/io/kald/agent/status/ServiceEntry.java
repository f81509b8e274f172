package io.kald.agent.status;

import io.kald.probe.Keepalive;
import io.kald.probe.Service;
import io.kald.probe.keepalive.Evidence;
import io.kald.probe.keepalive.Standing;
import io.kald.probe.keepalive.State;
import org.jspecify.annotations.Nullable;

/** A service and where it stands. Confined to its board's lock. */
final class ServiceEntry {
  private static final Standing SUSPENDED = Standing.of(State.SUSPENDED, Evidence.NONE);

  // deps
  final KeepaliveEntry stream;

  // state
  Service service;
  private Standing standing = KeepaliveEntry.UNKNOWN;
  private long sinceNanos;
  private long transitions;

  ServiceEntry(KeepaliveEntry stream, Service service, long nowNanos) {
    this.stream = stream;
    this.service = service;
    this.sinceNanos = nowNanos;
    follow(nowNanos);
  }

  /** Takes over what is configured; the state follows when suspension does. */
  void configure(Service wanted, long nowNanos) {
    boolean moved = wanted.suspended() != service.suspended();
    service = wanted;
    if (moved) {
      follow(nowNanos);
    }
  }

  /** Takes the state of the stream, or SUSPENDED. */
  void follow(long atNanos) {
    stand(service.suspended() ? SUSPENDED : stream.standing, atNanos);
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
        || contains(stream.keepalive.probe().target(), part)
        || contains(stream.address, part);
  }

  ServiceView view(WallTime wall) {
    Keepalive keepalive = stream.keepalive;
    return new ServiceView(
        service.name(),
        keepalive.name(),
        keepalive.probe().kind(),
        keepalive.probe().target(),
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
