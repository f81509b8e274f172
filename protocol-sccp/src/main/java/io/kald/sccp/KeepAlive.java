package io.kald.sccp;

import io.netty.buffer.ByteBuf;

/**
 * Station to call manager: are you there? Carries no number, so that the n-th {@link KeepAliveAck}
 * answers the oldest open one.
 */
public record KeepAlive() implements SccpMessage {
  public static final MessageId ID = MessageId.of(0x0000);

  /** The only value worth having. */
  public static final KeepAlive INSTANCE = new KeepAlive();

  static KeepAlive read(Body in) {
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
