package io.kald.sccp;

import io.netty.buffer.ByteBuf;

/** Call manager to station: come back, there is room. chan-sccp adds four zero bytes. */
public record RegisterTokenAck() implements SccpMessage {
  public static final MessageId ID = MessageId.of(0x011a);

  /** The only value worth having. */
  public static final RegisterTokenAck INSTANCE = new RegisterTokenAck();

  static RegisterTokenAck read(Body in) {
    return INSTANCE;
  }

  @Override
  public void writeBody(ByteBuf out) {
    // Nothing but the id.
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
