package io.kald.sccp;

import io.netty.buffer.ByteBuf;

/**
 * Call manager to SPCP station: no room to come back yet.
 *
 * @param waitSeconds how long to wait before asking again; chan-sccp puts its features here
 */
public record SpcpRegisterTokenReject(int waitSeconds) implements SccpMessage {
  public static final MessageId ID = MessageId.of(0x8101);

  static SpcpRegisterTokenReject read(Body in) {
    return new SpcpRegisterTokenReject(in.int32(0));
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
