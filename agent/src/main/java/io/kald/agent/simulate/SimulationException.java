package io.kald.agent.simulate;

import java.io.Serial;

/** A simulation that cannot be had as asked; the message is for the user. */
public final class SimulationException extends Exception {
  @Serial private static final long serialVersionUID = 1;

  /** The message says what is wrong and what to do about it. */
  public SimulationException(String message) {
    super(message);
  }
}
