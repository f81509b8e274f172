package io.kald.sccp;

import io.netty.buffer.ByteBuf;

/**
 * Call manager to station, protocol 17 and later: what is on a line, in texts of any length, the
 * whole filled up to a multiple of four bytes.
 *
 * @param line from 1
 * @param type bits, as {@link LineStatRes#displayOptions}
 * @param number directory number
 * @param displayName the caller's view
 * @param label the phone's view
 */
public record LineStatV2Res(int line, int type, String number, String displayName, String label)
    implements SccpMessage {
  public static final MessageId ID = MessageId.of(0x0147);

  /** Checks the texts. */
  public LineStatV2Res {
    Layout.checkText("number", number, SccpFrame.MAX_BODY);
    Layout.checkText("displayName", displayName, SccpFrame.MAX_BODY);
    Layout.checkText("label", label, SccpFrame.MAX_BODY);
  }

  static LineStatV2Res read(Body in) {
    int all = in.remaining();
    var message =
        new LineStatV2Res(
            in.int32(0), // 0
            in.int32(0), // 4
            in.terminated(), // 8
            in.terminated(),
            in.terminated());
    in.skip(padding(all - in.remaining()));
    return message;
  }

  @Override
  public void writeBody(ByteBuf out) {
    int start = out.writerIndex();
    out.writeIntLE(line);
    out.writeIntLE(type);
    Layout.terminated(out, number);
    Layout.terminated(out, displayName);
    Layout.terminated(out, label);
    out.writeZero(padding(out.writerIndex() - start));
  }

  private static int padding(int length) {
    return -length & 3;
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
