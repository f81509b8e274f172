package io.kald.sccp;

import io.netty.handler.codec.DecoderException;

/**
 * A peer sent something that is not SCCP. Without a stack trace: the fault lies with the peer, and
 * peers may be many.
 */
public final class SccpDecodeException extends DecoderException {
  private static final long serialVersionUID = 1;

  private final Fault fault;

  SccpDecodeException(Fault fault, String message) {
    super(message);
    this.fault = fault;
  }

  /** What was wrong. */
  public Fault fault() {
    return fault;
  }

  // Not synchronized as the overridden method is: there is nothing to fill in.
  @SuppressWarnings("UnsynchronizedOverridesSynchronized")
  @Override
  public Throwable fillInStackTrace() {
    return this;
  }
}
