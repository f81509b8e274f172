package io.kald.sccp;

import io.netty.buffer.ByteBuf;

/**
 * Station to call manager: why it comes (again), usually the first message of a connection.
 *
 * @param severity 0 critical, 1 warning, 2 informational, 4 unknown, 7 major, 8 minor, 10 marginal,
 *     20 trace
 * @param text {@code Name=SEP... Load=... Last=...}, at most 80 characters
 * @param parm1 unknown
 * @param parm2 the station's IPv4 address, see {@link IpAddress#asParameter}
 */
public record Alarm(int severity, String text, int parm1, int parm2) implements SccpMessage {
  public static final MessageId ID = MessageId.of(0x0020);

  /** The severity phones give an ordinary start. */
  public static final int INFORMATIONAL = 2;

  private static final int UNKNOWN = 4;
  private static final int TEXT_WIDTH = 80;

  /** Checks the text. */
  public Alarm {
    Layout.checkText("text", text, TEXT_WIDTH);
  }

  static Alarm read(Body in) {
    return new Alarm(
        in.int32(UNKNOWN), // 0
        in.text(TEXT_WIDTH), // 4
        in.int32(0), // 84
        in.int32(0)); // 88
  }

  @Override
  public void writeBody(ByteBuf out) {
    out.writeIntLE(severity);
    Layout.text(out, text, TEXT_WIDTH);
    out.writeIntLE(parm1);
    out.writeIntLE(parm2);
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
