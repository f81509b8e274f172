package io.kald.sccp;

import io.netty.buffer.ByteBuf;

/**
 * Call manager to station: the answer to {@link Unregister}. chan_skinny and CallManager 2 close
 * without one.
 *
 * @param status {@link #OK}, {@link #ERROR}, {@link #NAK} or what came
 */
public record UnregisterAck(int status) implements SccpMessage {
  public static final MessageId ID = MessageId.of(0x0118);

  /** No longer registered. */
  public static final int OK = 0;

  /** Something went wrong. */
  public static final int ERROR = 1;

  /** A call is up: the station stays registered. */
  public static final int NAK = 2;

  static UnregisterAck read(Body in) {
    return new UnregisterAck(in.int32(OK));
  }

  @Override
  public void writeBody(ByteBuf out) {
    out.writeIntLE(status);
  }

  /** Whether the station is no longer registered. */
  public boolean accepted() {
    return status == OK;
  }

  @Override
  public MessageId id() {
    return ID;
  }

  @Override
  public void accept(SccpVisitor visitor) {
    visitor.on(this);
  }
}
