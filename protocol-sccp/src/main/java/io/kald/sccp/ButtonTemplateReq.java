package io.kald.sccp;

import io.netty.buffer.ByteBuf;

/**
 * Station to call manager: which buttons do I have? Phones of CallManager 2 add a number of
 * buttons.
 */
public record ButtonTemplateReq() implements SccpMessage {
  public static final MessageId ID = MessageId.of(0x000e);

  /** The only value worth having. */
  public static final ButtonTemplateReq INSTANCE = new ButtonTemplateReq();

  static ButtonTemplateReq read(Body in) {
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
