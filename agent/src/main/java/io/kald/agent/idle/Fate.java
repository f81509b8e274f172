package io.kald.agent.idle;

import java.util.Locale;

/** What became of a connection that was idle. */
public enum Fate {
  /** The other side acknowledged a keepalive: the path still carries it. */
  KEPT,
  /** Keepalives were answered by nothing. */
  SILENT,
  /** A keepalive was answered by RST: the connection is not known any more. */
  RESET,
  /** Something on the path said by ICMP that it will not carry it. */
  UNREACHABLE,
  /** RST came by itself, while the connection was idle. */
  RESET_UNASKED,
  /** FIN came by itself: the server closed it. */
  CLOSED,
  /** The server kept sending, so the connection was never idle. */
  NOT_IDLE,
  /** There was no connection to begin with. */
  NOT_CONNECTED;

  /** Whether idle time killed it, on the path or in the server. */
  public boolean dead() {
    return this != KEPT && this != NOT_IDLE && this != NOT_CONNECTED;
  }

  /** Whether it ended by itself, so that its time is exact. */
  public boolean unasked() {
    return this == CLOSED || this == RESET_UNASKED;
  }

  /** As JSON writes it. */
  public String word() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
