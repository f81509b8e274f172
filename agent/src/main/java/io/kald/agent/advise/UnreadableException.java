package io.kald.agent.advise;

import java.io.Serial;

/** An input no advice can be taken from; the message is for the user. */
public final class UnreadableException extends Exception {
  @Serial private static final long serialVersionUID = 1;

  UnreadableException(String message) {
    super(message);
  }
}
