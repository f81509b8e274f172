package io.kald.sccp;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import org.jspecify.annotations.Nullable;

/**
 * Cuts one direction of one connection into frames. Needs no channel, so that a capture is read by
 * the same code as a live connection. Not for use by several threads at once.
 *
 * <p>A stream with a wrong length cannot be resynchronised: after a fault everything is discarded.
 */
public final class SccpFrames {
  private static final int ID_LENGTH = 4;
  private static final int MAX_COUNTED = SccpFrame.MAX_LENGTH - SccpFrame.NOT_COUNTED;

  // state
  private final Body body = new Body(Unpooled.EMPTY_BUFFER, 0);
  private boolean failed;

  /**
   * Reads the next frame, or returns null and reads nothing while it is not complete.
   *
   * @param in bytes in the order they came; what was not read must be there again next time
   * @throws SccpDecodeException if the length cannot be right, once; {@code in} is then read to its
   *     end
   */
  public @Nullable SccpFrame next(ByteBuf in) {
    if (failed) {
      in.skipBytes(in.readableBytes());
      return null;
    }
    if (in.readableBytes() < Integer.BYTES) {
      return null;
    }
    int length = checkedLength(in);
    return in.readableBytes() < length + SccpFrame.NOT_COUNTED ? null : read(in, length);
  }

  /** Whether a fault has ended this stream. */
  public boolean failed() {
    return failed;
  }

  private SccpFrame read(ByteBuf in, int length) {
    in.skipBytes(Integer.BYTES);
    int version = in.readIntLE();
    int id = in.readIntLE();
    body.reset(in, length - ID_LENGTH);
    SccpMessage message = SccpMessages.read(id, body);
    Octets surplus = body.rest();
    body.reset(Unpooled.EMPTY_BUFFER, 0);
    return new SccpFrame(version, message, surplus);
  }

  /** Rejects a length before any byte of the frame is waited for. */
  private int checkedLength(ByteBuf in) {
    int length = in.getIntLE(in.readerIndex());
    if (length >= ID_LENGTH && length <= MAX_COUNTED) {
      return length;
    }
    failed = true;
    in.skipBytes(in.readableBytes());
    boolean small = length >= 0 && length < ID_LENGTH;
    throw new SccpDecodeException(
        small ? Fault.LENGTH_TOO_SMALL : Fault.LENGTH_TOO_LARGE,
        "length: "
            + Integer.toUnsignedString(length)
            + " (expected: "
            + ID_LENGTH
            + " ~ "
            + MAX_COUNTED
            + ")");
  }
}
