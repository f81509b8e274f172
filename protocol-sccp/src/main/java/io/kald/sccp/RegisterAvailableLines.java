package io.kald.sccp;

import io.netty.buffer.ByteBuf;

/**
 * Station to call manager: how many lines it can show; ends the registration of SPCP phones.
 *
 * @param lines as many as the station has
 */
public record RegisterAvailableLines(int lines) implements SccpMessage {
  public static final MessageId ID = MessageId.of(0x002d);

  static RegisterAvailableLines read(Body in) {
    return new RegisterAvailableLines(in.int32(0));
  }

  @Override
  public void writeBody(ByteBuf out) {
    out.writeIntLE(lines);
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
