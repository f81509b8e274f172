package io.kald.docker.lab;

import java.util.List;

/** Scenarios in which something is wrong with kald or its machine. */
final class OwnFaults {
  static final List<Scenario> ALL =
      List.of(
          new AgentStopped(),
          new ClockSet(),
          new AgentKilled(),
          new ReloadUnderLoad(),
          new DiskFull());

  private OwnFaults() {}
}
