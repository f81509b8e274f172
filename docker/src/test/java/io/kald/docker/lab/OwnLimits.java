package io.kald.docker.lab;

import io.kald.docker.lab.TooFew.What;
import java.util.List;

/**
 * Scenarios in which routes, addresses and limits of kald's own host are in the way of hundreds.
 */
final class OwnLimits {
  static final List<Scenario> ALL =
      List.of(
          new RouteForbids(),
          new EchoTooLong(),
          new SecondSource(false),
          new SecondSource(true),
          new TooFew(What.PLACES),
          new TooFew(What.PORTS),
          new TooFew(What.DESCRIPTORS));

  private OwnLimits() {}
}
