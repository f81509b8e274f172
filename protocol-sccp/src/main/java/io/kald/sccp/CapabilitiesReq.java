package io.kald.sccp;

import io.netty.buffer.ByteBuf;

/** Call manager to station: which codecs do you have? */
public record CapabilitiesReq() implements SccpMessage {
  public static final MessageId ID = MessageId.of(0x009b);

  /** The only value worth having. */
  public static final CapabilitiesReq INSTANCE = new CapabilitiesReq();

  static CapabilitiesReq read(Body in) {
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
