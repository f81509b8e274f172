package io.kald.sccp;

import io.netty.buffer.ByteBuf;

/** Station to call manager: which soft keys are there? */
public record SoftKeyTemplateReq() implements SccpMessage {
  public static final MessageId ID = MessageId.of(0x0028);

  /** The only value worth having. */
  public static final SoftKeyTemplateReq INSTANCE = new SoftKeyTemplateReq();

  static SoftKeyTemplateReq read(Body in) {
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
