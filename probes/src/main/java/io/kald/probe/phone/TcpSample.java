package io.kald.probe.phone;

/**
 * What the kernel knows of a connection's deliveries at one moment.
 *
 * @param bytesAcked bytes the peer's TCP has acknowledged since the connection began, or {@link
 *     #UNKNOWN}: this transport cannot tell
 * @param sinceAckNanos how long ago its last acknowledgement came
 */
public record TcpSample(long bytesAcked, long sinceAckNanos) {
  /** A number of bytes that is not known. */
  public static final long UNKNOWN = -1;

  /** Nothing known. */
  public static final TcpSample NONE = new TcpSample(UNKNOWN, 0);

  /** Whether the peer has acknowledged all that was written, the SYN being one byte more. */
  public boolean acknowledged(long writtenBytes) {
    return known() && bytesAcked - 1 >= writtenBytes;
  }

  boolean known() {
    return bytesAcked != UNKNOWN;
  }
}
