package io.kald.agent.flow;

import io.kald.sccp.MessageId;
import io.kald.sccp.SccpFrame;
import io.netty.buffer.ByteBuf;

/** Finds where a message begins in bytes whose beginning was not seen. */
final class SccpHeaders {
  /** Bytes of a frame that its length field does not count. */
  private static final int NOT_COUNTED = 8;

  private static final int SHORTEST = 4;

  private SccpHeaders() {}

  /**
   * Goes to the first message, or to the end when there is none. Messages that end where the bytes
   * end are believed before such that go on behind them.
   *
   * @return whether there is one
   */
  static boolean seek(ByteBuf in) {
    int last = in.writerIndex() - SccpFrame.HEADER_LENGTH;
    for (boolean open : new boolean[] {false, true}) {
      for (int at = in.readerIndex(); at <= last; at++) {
        if (isChain(in, at, open)) {
          in.readerIndex(at);
          return true;
        }
      }
    }
    in.skipBytes(in.readableBytes());
    return false;
  }

  /** Whether headers follow each other to the end, or where {@code open} behind it. */
  private static boolean isChain(ByteBuf in, int from, boolean open) {
    int at = from;
    while (in.writerIndex() - at >= SccpFrame.HEADER_LENGTH) {
      int length = in.getIntLE(at);
      boolean plausible =
          length >= SHORTEST
              && length <= SccpFrame.MAX_LENGTH - NOT_COUNTED
              && isVersion(in.getIntLE(at + 4))
              && MessageId.of(in.getIntLE(at + 8)).isNamed();
      if (!plausible) {
        return false;
      }
      at += length + NOT_COUNTED;
    }
    return open || at == in.writerIndex();
  }

  /** Versions that devices put into headers. */
  private static boolean isVersion(int version) {
    return version == 0 || version == 10 || version == 11 || (version >= 15 && version <= 22);
  }
}
