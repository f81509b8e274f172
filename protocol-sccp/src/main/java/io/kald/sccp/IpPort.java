package io.kald.sccp;

import io.netty.buffer.ByteBuf;

/**
 * Station to call manager: the RTP port it would use.
 *
 * @param port 0 from stations without a fixed one
 */
public record IpPort(int port) implements SccpMessage {
  public static final MessageId ID = MessageId.of(0x0002);

  static IpPort read(Body in) {
    return new IpPort(in.int32(0));
  }

  @Override
  public void writeBody(ByteBuf out) {
    out.writeIntLE(port);
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
