package io.kald.sccp;

import io.netty.buffer.ByteBuf;

/**
 * Station to call manager: I would come back to you, is there room?
 *
 * <p>Newer stations add 20 bytes, on whose fields Wireshark and chan-sccp disagree and which all
 * captures hold zeros in: they are kept as they come.
 *
 * @param station who asks
 * @param extension 0 or 20 bytes
 */
public record RegisterTokenReq(Station station, Octets extension) implements SccpMessage {
  public static final MessageId ID = MessageId.of(0x0029);

  private static final int EXTENSION_WIDTH = 20;

  /** Checks the extension. */
  public RegisterTokenReq {
    Layout.checkWidth("extension", extension, extension.length() == 0 ? 0 : EXTENSION_WIDTH);
  }

  /** The form that newer call managers expect. */
  public static RegisterTokenReq of(Station station) {
    return new RegisterTokenReq(station, Octets.zeros(EXTENSION_WIDTH));
  }

  static RegisterTokenReq read(Body in) {
    return new RegisterTokenReq(
        Station.read(in), // 0
        in.octets(in.remaining() < EXTENSION_WIDTH ? 0 : EXTENSION_WIDTH)); // 32
  }

  @Override
  public void writeBody(ByteBuf out) {
    station.write(out);
    extension.writeTo(out);
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
