package io.kald.sccp;

import io.netty.buffer.ByteBuf;

/** Station to call manager: which load should I run? */
public record VersionReq() implements SccpMessage {
  public static final MessageId ID = MessageId.of(0x000f);

  /** The only value worth having. */
  public static final VersionReq INSTANCE = new VersionReq();

  static VersionReq read(Body in) {
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
