package io.kald.docker.lab;

import java.util.List;
import java.util.stream.Stream;

/** All of them, in the order of their numbers. */
final class Scenarios {
  private static final List<Scenario> OF_TARGETS =
      List.of(
          new ProcessKilled(),
          new ProcessStopped(),
          new PortFiltered(),
          new PortReset(),
          new AdminProhibited(),
          new HostGone(),
          new OneWayLoss(true),
          new OneWayLoss(false),
          new EverySecondLost(),
          new BacklogFull(),
          new ClosesAtOnce(),
          new SlowAnswer(false),
          new SlowAnswer(true),
          new IdleFirewall(),
          new NameMoves(),
          new PortsExhausted());

  private static final List<Scenario> THROUGH_ALL = List.of(new Scraped());

  private static final List<Scenario> ROTATED = List.of(new LogRotated());

  static final List<Scenario> ALL =
      Stream.of(
              OF_TARGETS,
              OwnFaults.ALL,
              CallManagerFaults.ALL,
              THROUGH_ALL,
              OwnNetworkFaults.ALL,
              OwnLimits.ALL,
              OwnFaults.WIRE_AND_NAMES,
              CallManagerFaults.HOSTILE,
              ROTATED)
          .flatMap(List::stream)
          .toList();

  private Scenarios() {}
}
