package io.kald.sccp;

import io.netty.buffer.ByteBuf;

/**
 * Call manager to station: what is on a line. CallManager 2 sends the first two fields only.
 *
 * @param line from 1
 * @param number directory number, at most 24 characters
 * @param displayName at most 40 characters
 * @param label at most 40 characters
 * @param displayOptions bits
 */
public record LineStatRes(
    int line, String number, String displayName, String label, int displayOptions)
    implements SccpMessage {
  public static final MessageId ID = MessageId.of(0x0092);

  private static final int NUMBER_WIDTH = 24;
  private static final int NAME_WIDTH = 40;

  /** Checks the texts. */
  public LineStatRes {
    Layout.checkText("number", number, NUMBER_WIDTH);
    Layout.checkText("displayName", displayName, NAME_WIDTH);
    Layout.checkText("label", label, NAME_WIDTH);
  }

  static LineStatRes read(Body in) {
    return new LineStatRes(
        in.int32(0), // 0
        in.text(NUMBER_WIDTH), // 4
        in.text(NAME_WIDTH), // 28
        in.text(NAME_WIDTH), // 68
        in.int32(0)); // 108
  }

  @Override
  public void writeBody(ByteBuf out) {
    out.writeIntLE(line);
    Layout.text(out, number, NUMBER_WIDTH);
    Layout.text(out, displayName, NAME_WIDTH);
    Layout.text(out, label, NAME_WIDTH);
    out.writeIntLE(displayOptions);
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
