package io.kald.sccp;

import io.netty.buffer.ByteBuf;

/** Station to call manager: how am I configured? chan_skinny never answers. */
public record ConfigStatReq() implements SccpMessage {
  public static final MessageId ID = MessageId.of(0x000c);

  /** The only value worth having. */
  public static final ConfigStatReq INSTANCE = new ConfigStatReq();

  static ConfigStatReq read(Body in) {
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
