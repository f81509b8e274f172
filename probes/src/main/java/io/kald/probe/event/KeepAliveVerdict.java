package io.kald.probe.event;

import java.util.Locale;

/** What became of a KeepAlive, with what the kernel knows of its delivery. */
public enum KeepAliveVerdict {
  /** The node answered with a KeepAliveAck. */
  SCCP_ACKED,
  /** TCP delivered it and no KeepAliveAck came: the call manager hangs, its TCP stack lives. */
  TCP_ACKED_ONLY,
  /** TCP could not deliver it: the path is broken. */
  NOT_ACKED,
  /** The node closed the connection (FIN). */
  CLOSED,
  /** The node broke the connection (RST). */
  RESET,
  /** No KeepAliveAck came, and this transport cannot tell whether TCP delivered it. */
  UNKNOWN,
  /** A fault of this machine was in the way: it says nothing of the node. */
  NOT_PROBED;

  private final String word = name().toLowerCase(Locale.ROOT).replace('_', '-');

  /** The word in journal, metrics and JSON: {@code tcp-acked-only}. */
  public String word() {
    return word;
  }
}
