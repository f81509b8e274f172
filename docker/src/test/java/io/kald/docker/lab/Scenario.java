package io.kald.docker.lab;

import java.nio.file.Path;

/** One fault, and what kald must say about it. Holds nothing: it is played in two drivers. */
interface Scenario {
  /** Its row of the table. */
  Row row();

  /** Whether its fault can be made in that driver. */
  default boolean playsIn(String driver) {
    return true;
  }

  /** Whether its fault is one of the whole machine, which no other scenario may meet. */
  default boolean playsAlone() {
    return false;
  }

  /** The rule of its services. */
  default Timing timing() {
    return Timing.USUAL;
  }

  /**
   * Does what must be done before the first host is there.
   *
   * @param dir where the directories of hosts will be
   * @return undoes it, when the lab is closed
   */
  default Runnable prepare(Path dir) {
    return () -> {};
  }

  /** Builds it, makes the fault, and holds what kald says against what it must. */
  void play(Stage stage) throws Exception;
}
