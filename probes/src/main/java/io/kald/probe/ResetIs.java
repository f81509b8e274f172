package io.kald.probe;

import java.util.Locale;

/**
 * What it is when the target completes the handshake and resets the connection before kald has
 * closed it.
 */
public enum ResetIs {
  /** The target answered: a CSS has closed the connection by then. */
  ANSWERED,
  /** A failure. The connection is held for a moment, so that a reset can come. */
  REJECTED;

  /** The word used in configuration and on the command line. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
