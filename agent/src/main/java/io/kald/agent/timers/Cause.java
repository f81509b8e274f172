package io.kald.agent.timers;

/** Why a connection has no place in the table any more. */
public enum Cause {
  /** Idle for too long. */
  IDLE,
  /** Its handshake was not complete in time. */
  PENDING,
  /** It was idle, and its place was given to another. */
  REUSED,
  /** The table was full when it began. */
  NO_ROOM,
  /** It was over: FIN of both sides, an RST, or another connection of the same ports. */
  CLOSED;

  /** As reports write it. */
  public String word() {
    return name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
  }
}
