package io.kald.probe;

import java.util.List;

/**
 * Something that is watched, and whose state services follow: the probes of a target, or a phone.
 * Names are unique among all of them.
 */
public sealed interface Monitored permits Keepalive, Phone {
  /** Its name in every display, metric and journal line. */
  String name();

  /** Who follows its state. */
  List<Service> services();

  /**
   * The kind as metrics, journal and messages spell it: {@code tcp}, {@code icmp}, {@code sccp}.
   */
  String kind();

  /** What is watched as a reader would type it: {@code host:port}, {@code host}, or all nodes. */
  String target();

  /** The same without some of its services. */
  Monitored with(List<Service> others);

  /** Whether nobody wants it watched. */
  default boolean suspended() {
    return services().stream().allMatch(Service::suspended);
  }
}
