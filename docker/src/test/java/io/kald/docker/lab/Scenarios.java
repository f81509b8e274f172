package io.kald.docker.lab;

import java.util.List;

/** All of them, in the order of their numbers. */
final class Scenarios {
  static final List<Scenario> ALL =
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

  private Scenarios() {}
}
