package io.kald.agent.witness;

/** A packet as it was captured. */
final class RawPacket {
  private final long atNanos;
  private final int wireLength;
  private final byte[] bytes;

  /**
   * Keeps the array.
   *
   * @param atNanos its date, nanoseconds since 1970
   * @param wireLength bytes it had on the wire
   * @param bytes what was captured of it
   */
  RawPacket(long atNanos, int wireLength, byte[] bytes) {
    this.atNanos = atNanos;
    this.wireLength = wireLength;
    this.bytes = bytes;
  }

  long atNanos() {
    return atNanos;
  }

  int wireLength() {
    return wireLength;
  }

  /** Not a copy. */
  byte[] bytes() {
    return bytes;
  }
}
