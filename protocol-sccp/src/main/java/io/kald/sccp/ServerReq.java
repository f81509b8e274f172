package io.kald.sccp;

import io.netty.buffer.ByteBuf;

/** Station to call manager: which call managers are in my group? */
public record ServerReq() implements SccpMessage {
  public static final MessageId ID = MessageId.of(0x0012);

  /** The only value worth having. */
  public static final ServerReq INSTANCE = new ServerReq();

  static ServerReq read(Body in) {
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
