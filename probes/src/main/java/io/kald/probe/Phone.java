package io.kald.probe;

import java.util.List;

/** A phone that kald is, and the service whose state is the phone's registration. */
public record Phone(String name, PhoneSpec spec, List<Service> services) implements Monitored {
  /** How journal, metrics and messages spell its kind. */
  public static final String KIND = "sccp";

  /** Takes a copy of the list. */
  public Phone {
    services = List.copyOf(services);
  }

  @Override
  public String kind() {
    return KIND;
  }

  @Override
  public String target() {
    return spec.target();
  }

  @Override
  public Phone with(List<Service> others) {
    return new Phone(name, spec, others);
  }
}
