package io.kald.agent.witness;

/** There can be no capture; the message says what is missing and what to do. */
public final class NoCaptureException extends Exception {
  private static final long serialVersionUID = 1;

  NoCaptureException(String message) {
    super(message);
  }
}
