package io.kald.probe;

import java.util.List;

/**
 * One probe stream and the services that depend on it. A service with a keepalive of its own has a
 * stream of the same name; a named keepalive is shared, so that all dependants change together.
 */
public record Keepalive(String name, ProbeSpec probe, Rule rule, List<Service> services)
    implements Monitored {
  /** Takes a copy of the list. */
  public Keepalive {
    services = List.copyOf(services);
  }

  @Override
  public String kind() {
    return probe.kind();
  }

  @Override
  public String target() {
    return probe.target();
  }

  @Override
  public Keepalive with(List<Service> others) {
    return new Keepalive(name, probe, rule, others);
  }
}
