package io.kald.sccp;

import io.netty.buffer.ByteBuf;

/** Station to call manager: which soft keys belong to which call state? */
public record SoftKeySetReq() implements SccpMessage {
  public static final MessageId ID = MessageId.of(0x0025);

  /** The only value worth having. */
  public static final SoftKeySetReq INSTANCE = new SoftKeySetReq();

  static SoftKeySetReq read(Body in) {
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
