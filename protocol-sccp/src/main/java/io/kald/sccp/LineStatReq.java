package io.kald.sccp;

import io.netty.buffer.ByteBuf;

/**
 * Station to call manager: what is on this line?
 *
 * @param line from 1
 */
public record LineStatReq(int line) implements SccpMessage {
  public static final MessageId ID = MessageId.of(0x000b);

  static LineStatReq read(Body in) {
    return new LineStatReq(in.int32(1));
  }

  @Override
  public void writeBody(ByteBuf out) {
    out.writeIntLE(line);
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
