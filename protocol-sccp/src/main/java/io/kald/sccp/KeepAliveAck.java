package io.kald.sccp;

import io.netty.buffer.ByteBuf;

/** Call manager to station: still here. A standby call manager may leave it out. */
public record KeepAliveAck() implements SccpMessage {
  public static final MessageId ID = MessageId.of(0x0100);

  /** The only value worth having. */
  public static final KeepAliveAck INSTANCE = new KeepAliveAck();

  static KeepAliveAck read(Body in) {
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
