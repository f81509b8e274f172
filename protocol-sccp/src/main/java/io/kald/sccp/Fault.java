package io.kald.sccp;

/** How a stream can fail to be SCCP; names are stable, a metric may carry them. */
public enum Fault {
  /** A frame too short for a message id. */
  LENGTH_TOO_SMALL,
  /** A frame longer than {@link SccpFrame#MAX_LENGTH}. */
  LENGTH_TOO_LARGE
}
