package io.kald.sccp;

import io.netty.buffer.ByteBuf;

/**
 * SPCP station to call manager: I would come back to you, is there room?
 *
 * @param station who asks
 * @param maxStreams how many RTP streams it can handle
 */
public record SpcpRegisterTokenReq(Station station, int maxStreams) implements SccpMessage {
  public static final MessageId ID = MessageId.of(0x8000);

  static SpcpRegisterTokenReq read(Body in) {
    return new SpcpRegisterTokenReq(
        Station.read(in), // 0
        in.int32(0)); // 32
  }

  @Override
  public void writeBody(ByteBuf out) {
    station.write(out);
    out.writeIntLE(maxStreams);
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
