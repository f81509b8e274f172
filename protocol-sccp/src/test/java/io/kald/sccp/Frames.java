package io.kald.sccp;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.Objects;

/** Writing and reading single frames. */
final class Frames {
  private Frames() {}

  /** The one whole frame in {@code bytes}. */
  static SccpFrame decode(ByteBuf bytes) {
    SccpFrame frame = Objects.requireNonNull(new SccpFrames().next(bytes), "not a whole frame");
    if (bytes.isReadable()) {
      throw new IllegalStateException(bytes.readableBytes() + " bytes left");
    }
    return frame;
  }

  static SccpFrame roundTrip(SccpFrame frame) {
    ByteBuf out = Unpooled.buffer();
    frame.writeTo(out);
    return decode(out);
  }

  static String littleEndian(int value) {
    return String.format("%08x", Integer.reverseBytes(value));
  }
}
