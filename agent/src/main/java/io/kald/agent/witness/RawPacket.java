package io.kald.agent.witness;

import java.nio.ByteBuffer;

/** A packet as it was captured. */
final class RawPacket {
  private final long atNanos;
  private final int wireLength;
  private final ByteBuffer frame;

  /**
   * Keeps the buffer.
   *
   * @param atNanos its date, nanoseconds since 1970
   * @param wireLength bytes it had on the wire
   * @param frame what was captured of it, from position to limit; big-endian
   */
  RawPacket(long atNanos, int wireLength, ByteBuffer frame) {
    this.atNanos = atNanos;
    this.wireLength = wireLength;
    this.frame = frame;
  }

  long atNanos() {
    return atNanos;
  }

  int wireLength() {
    return wireLength;
  }

  /** Not a copy; nobody may move its position or limit. */
  ByteBuffer frame() {
    return frame;
  }
}
