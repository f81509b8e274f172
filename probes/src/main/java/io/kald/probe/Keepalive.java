package io.kald.probe;

import java.util.List;

/**
 * One probe stream and the services that depend on it. A service with a keepalive of its own has a
 * stream of the same name; a named keepalive is shared, so that all dependants change together.
 */
public record Keepalive(String name, ProbeSpec probe, Rule rule, List<Service> services) {
  /** Takes a copy of the list. */
  public Keepalive {
    services = List.copyOf(services);
  }

  /** Whether nobody wants this stream probed. */
  public boolean suspended() {
    return services.stream().allMatch(Service::suspended);
  }
}
