package io.kald.sccp;

import io.netty.buffer.ByteBuf;

/** Station to call manager: what time is it? For chan-sccp this completes the registration. */
public record TimeDateReq() implements SccpMessage {
  public static final MessageId ID = MessageId.of(0x000d);

  /** The only value worth having. */
  public static final TimeDateReq INSTANCE = new TimeDateReq();

  static TimeDateReq read(Body in) {
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
