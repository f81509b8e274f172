package io.kald.agent.pcap;

import java.io.IOException;

/** What was given is not a capture; the message says what it is instead, as far as can be seen. */
public final class UnreadableCaptureException extends IOException {
  private static final long serialVersionUID = 1;

  UnreadableCaptureException(String message) {
    super(message);
  }
}
