package io.kald.sccp;

import io.netty.buffer.ByteBuf;

/**
 * Call manager to SPCP station: come back, there is room.
 *
 * @param features 65535 from chan-sccp
 */
public record SpcpRegisterTokenAck(int features) implements SccpMessage {
  public static final MessageId ID = MessageId.of(0x8100);

  static SpcpRegisterTokenAck read(Body in) {
    return new SpcpRegisterTokenAck(in.int32(0));
  }

  @Override
  public void writeBody(ByteBuf out) {
    out.writeIntLE(features);
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
