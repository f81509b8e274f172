package io.kald.docker.lab;

import java.util.List;

/** All of them, in the order of their numbers. */
final class Scenarios {
  static final List<Scenario> ALL = List.of(new ProcessKilled());

  private Scenarios() {}
}
