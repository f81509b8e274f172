package io.kald.sccp;

import io.netty.buffer.ByteBuf;

/**
 * Call manager to station: no room to come back yet.
 *
 * @param waitSeconds how long to wait before asking again, unsigned
 */
public record RegisterTokenReject(int waitSeconds) implements SccpMessage {
  public static final MessageId ID = MessageId.of(0x011b);

  static RegisterTokenReject read(Body in) {
    return new RegisterTokenReject(in.int32(0));
  }

  @Override
  public void writeBody(ByteBuf out) {
    out.writeIntLE(waitSeconds);
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
