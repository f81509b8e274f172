package io.kald.docker.lab;

import java.time.Duration;

/**
 * How long kald took to say something.
 *
 * @param what the service and what became of it
 * @param took from the fault
 * @param window in which it had to be
 */
record Measured(String what, Duration took, Window window) {
  @Override
  public String toString() {
    return what + " after " + Window.seconds(took) + " s (" + window + ")";
  }
}
