package io.kald.sccp;

import io.netty.buffer.ByteBuf;

/**
 * Call manager to station: registration refused, with the text the phone would display.
 *
 * <p>Peers send fields of 32, 33 (CallManager 2, chan_skinny) and 36 bytes (chan-sccp); whatever
 * there is belongs to the text.
 *
 * @param text for example {@code Device Unknown}; may be empty
 */
public record RegisterReject(String text) implements SccpMessage {
  public static final MessageId ID = MessageId.of(0x009d);

  private static final int TEXT_WIDTH = 33;

  /** Checks the text. */
  public RegisterReject {
    Layout.checkText("text", text, SccpFrame.MAX_BODY);
  }

  static RegisterReject read(Body in) {
    return new RegisterReject(in.text(in.remaining()));
  }

  @Override
  public void writeBody(ByteBuf out) {
    Layout.text(out, text, Math.max(TEXT_WIDTH, text.length()));
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
