package io.kald.docker.lab;

/** One fault, and what kald must say about it. Holds nothing: it is played in two drivers. */
interface Scenario {
  /** Its row of the table. */
  Row row();

  /** The rule of its services. */
  default Timing timing() {
    return Timing.USUAL;
  }

  /** Builds it, makes the fault, and holds what kald says against what it must. */
  void play(Stage stage) throws Exception;
}
