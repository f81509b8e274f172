package io.kald.sccp;

import io.netty.buffer.ByteBuf;

/**
 * A message this library has no layout for, kept whole. Any id may be written this way, those with
 * a layout too: a simulator misbehaves with it.
 */
public record RawMessage(MessageId id, Octets body) implements SccpMessage {
  /** Checks the size. */
  public RawMessage {
    Layout.checkRange("body", body.length(), SccpFrame.MAX_BODY);
  }

  @Override
  public void writeBody(ByteBuf out) {
    body.writeTo(out);
  }

  @Override
  public void accept(SccpVisitor visitor) {
    visitor.on(this);
  }
}
