package io.kald.sccp;

import io.netty.buffer.ByteBuf;

/**
 * One frame as it came.
 *
 * @param version header version, whatever the peer put there
 * @param message what the frame says
 * @param surplus bytes behind the message that its layout does not know; usually none
 */
public record SccpFrame(int version, SccpMessage message, Octets surplus) {
  /** Bytes before the body: length, header version and message id, four each. */
  public static final int HEADER_LENGTH = 12;

  /** Largest frame, header included, that is read or written. Servers stop at 2,000 or 2,416. */
  public static final int MAX_LENGTH = 8192;

  static final int MAX_BODY = MAX_LENGTH - HEADER_LENGTH;

  /** What the length field does not count: itself and the header version. */
  static final int NOT_COUNTED = 8;

  /** Appends the whole frame to {@code out}, surplus included. */
  public void writeTo(ByteBuf out) {
    write(version, message, surplus, out);
  }

  static void write(int version, SccpMessage message, Octets surplus, ByteBuf out) {
    int start = out.writerIndex();
    out.writeIntLE(0);
    out.writeIntLE(version);
    out.writeIntLE(message.id().value());
    message.writeBody(out);
    surplus.writeTo(out);
    int length = out.writerIndex() - start;
    Layout.checkRange("frame", length, MAX_LENGTH);
    out.setIntLE(start, length - NOT_COUNTED);
  }
}
