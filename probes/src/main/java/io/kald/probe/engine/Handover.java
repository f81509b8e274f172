package io.kald.probe.engine;

import io.kald.probe.Monitored;
import io.kald.probe.Service;
import io.kald.probe.keepalive.Standing;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
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
      Collection<? extends Monitored> before,
      Collection<? extends Monitored> after,
      BiPredicate<Monitored, Monitored> restarts) {
    Map<String, Monitored> streams = new HashMap<>();
    for (Monitored monitored : before) {
      monitored.services().forEach(service -> streams.put(service.name(), monitored));
    }
    Set<String> moving = new HashSet<>();
    for (Monitored monitored : after) {
      for (Service service : monitored.services()) {
        Monitored stream = streams.get(service.name());
        if (stream != null
            && (!stream.name().equals(monitored.name()) || restarts.test(stream, monitored))) {
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

  /** The services that stay when the moving ones are taken away; their standing goes along. */
  List<Service> without(Monitored monitored, Standing known) {
    for (Service service : monitored.services()) {
      if (moving.contains(service.name())) {
        origins.put(service.name(), Origin.of(service, monitored, known));
      }
    }
    return monitored.services().stream().filter(each -> !moving.contains(each.name())).toList();
  }

  /** Where a service comes from; null when it is new or was not handed over in time. */
  @Nullable Origin origin(String service) {
    return origins.get(service);
  }

  /** What a service followed before, and what was known of it. */
  record Origin(Monitored monitored, Standing standing) {
    static Origin of(Service service, Monitored monitored, Standing known) {
      return new Origin(monitored, service.suspended() ? Standing.SUSPENDED : known);
    }
  }
}
