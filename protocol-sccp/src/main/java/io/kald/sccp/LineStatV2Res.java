package io.kald.sccp;

import io.netty.buffer.ByteBuf;

/**
 * Call manager to station, protocol 17 and later: what is on a line, in texts as long as they are,
 * the whole filled up to a multiple of four bytes.
 *
 * @param line from 1
 * @param type bits, as {@link LineStatRes#displayOptions}
 * @param number directory number; this and the others at most 2,000 characters
 * @param displayName the caller's view
 * @param label the phone's view
 */
public record LineStatV2Res(int line, int type, String number, String displayName, String label)
    implements SccpMessage {
  public static final MessageId ID = MessageId.of(0x0147);

  // Far above what call managers allow, and three fit into a frame.
  private static final int MAX_TEXT = 2000;

  /** Checks the texts. */
  public LineStatV2Res {
    Layout.checkText("number", number, MAX_TEXT);
    Layout.checkText("displayName", displayName, MAX_TEXT);
    Layout.checkText("label", label, MAX_TEXT);
  }

  static LineStatV2Res read(Body in) {
    int all = in.remaining();
    var message =
        new LineStatV2Res(
            in.int32(0), // 0
            in.int32(0), // 4
            in.terminated(MAX_TEXT), // 8
            in.terminated(MAX_TEXT),
            in.terminated(MAX_TEXT));
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
