package io.kald.agent.ping;

import java.io.Serial;

/** A target that cannot be asked at all; the message is for the user. */
public final class UnaskableException extends Exception {
  @Serial private static final long serialVersionUID = 1;

  private final boolean ours;

  /**
   * The message is one line.
   *
   * @param ours whether it is for want of something on this machine
   */
  public UnaskableException(String message, boolean ours) {
    super(message);
    this.ours = ours;
  }

  /** Whether it is for want of something on this machine, not for what was asked. */
  public boolean ours() {
    return ours;
  }
}
