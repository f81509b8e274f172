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

  /** Those that packets and names show. */
  static final List<Scenario> WIRE_AND_NAMES =
      List.of(
          new OwnFilter(OwnFilter.Kind.REJECTS_WITH_RST),
          new OwnFilter(OwnFilter.Kind.RETURN_PATH),
          new OwnFilter(OwnFilter.Kind.DROPS_ANSWERS),
          new OwnFilter(OwnFilter.Kind.DROPS_REPLIES),
          new NameOfBoth(),
          new NamesStall());

  private OwnFaults() {}
}
