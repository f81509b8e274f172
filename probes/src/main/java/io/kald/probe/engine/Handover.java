package io.kald.probe.engine;

import io.kald.probe.Keepalive;
import io.kald.probe.Service;
import io.kald.probe.keepalive.Standing;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiPredicate;
import org.jspecify.annotations.Nullable;

/**
 * The services that one reload moves from a keepalive to another, and what was known of them. The
 * loop of the keepalive that loses a service writes what it knew; when all loops have done so, the
 * loop of the one that gains it reads.
 */
final class Handover {
  /** Nothing moves. */
  static final Handover NONE = new Handover(Set.of());

  private final Set<String> moving;
  private final Map<String, Origin> origins = new ConcurrentHashMap<>();

  private Handover(Set<String> moving) {
    this.moving = moving;
  }

  /**
   * What moves when {@code after} is applied.
   *
   * @param restarts whether a keepalive of the same name is stopped and another one started
   */
  static Handover between(
      Collection<Keepalive> before,
      Collection<Keepalive> after,
      BiPredicate<Keepalive, Keepalive> restarts) {
    Map<String, Keepalive> streams = new HashMap<>();
    for (Keepalive keepalive : before) {
      keepalive.services().forEach(service -> streams.put(service.name(), keepalive));
    }
    Set<String> moving = new HashSet<>();
    for (Keepalive keepalive : after) {
      for (Service service : keepalive.services()) {
        Keepalive stream = streams.get(service.name());
        if (stream != null
            && (!stream.name().equals(keepalive.name()) || restarts.test(stream, keepalive))) {
          moving.add(service.name());
        }
      }
    }
    return moving.isEmpty() ? NONE : new Handover(Set.copyOf(moving));
  }

  boolean isEmpty() {
    return moving.isEmpty();
  }

  /** The names of the services that move. */
  Set<String> moving() {
    return moving;
  }

  /** Takes the moving services away from a keepalive, which announces nothing of them any more. */
  Keepalive without(Keepalive keepalive, Standing known) {
    for (Service service : keepalive.services()) {
      if (moving.contains(service.name())) {
        origins.put(service.name(), Origin.of(service, keepalive, known));
      }
    }
    return new Keepalive(
        keepalive.name(),
        keepalive.probe(),
        keepalive.rule(),
        keepalive.services().stream().filter(each -> !moving.contains(each.name())).toList());
  }

  /** Where a service comes from; null when it is new or was not handed over in time. */
  @Nullable Origin origin(String service) {
    return origins.get(service);
  }

  /** What a service followed before, and what was known of it. */
  record Origin(Keepalive keepalive, Standing standing) {
    static Origin of(Service service, Keepalive keepalive, Standing known) {
      return new Origin(keepalive, service.suspended() ? Standing.SUSPENDED : known);
    }
  }
}
