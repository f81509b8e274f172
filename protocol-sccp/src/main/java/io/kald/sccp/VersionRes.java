package io.kald.sccp;

import io.netty.buffer.ByteBuf;

/**
 * Call manager to station: the load it should run.
 *
 * @param load at most 16 characters; empty is legal
 */
public record VersionRes(String load) implements SccpMessage {
  public static final MessageId ID = MessageId.of(0x0098);

  private static final int LOAD_WIDTH = 16;

  /** Checks the load name. */
  public VersionRes {
    Layout.checkText("load", load, LOAD_WIDTH);
  }

  static VersionRes read(Body in) {
    return new VersionRes(in.text(LOAD_WIDTH));
  }

  @Override
  public void writeBody(ByteBuf out) {
    Layout.text(out, load, LOAD_WIDTH);
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
