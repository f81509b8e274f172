package io.kald.probe.phone;

import java.util.concurrent.TimeUnit;

/**
 * How much a node may send over one connection: a bucket of messages and one of bytes, full at the
 * beginning and filled again with time. Pure; confined to its connection.
 *
 * <p>A registration with 42 lines takes about 200 messages, none longer than 1,304 bytes in the
 * captures there are (protocol-sccp/SCCP.md#frames); afterwards a phone that makes no calls gets an
 * acknowledgement every 30 s and now and then a lamp. CUCM in turn closes on a device that sends
 * 2,000 messages in 5 s.
 */
public final class ReadBudget {
  public static final int MESSAGES = 1_000;
  public static final int MESSAGES_PER_SECOND = 50;
  public static final int BYTES = 256 * 1024;
  public static final int BYTES_PER_SECOND = 16 * 1024;

  /** The limits for a reader. */
  public static final String WORDS =
      "it sent more than 1,000 messages and 50 a second, or more than 256 KiB and 16 KiB a second";

  private static final long MESSAGE_NANOS = TimeUnit.SECONDS.toNanos(1) / MESSAGES_PER_SECOND;
  private static final long BYTE_NANOS = TimeUnit.SECONDS.toNanos(1) / BYTES_PER_SECOND;

  // state: when each bucket is full again
  private long messagesFullNanos;
  private long bytesFullNanos;

  /** A budget that begins now. */
  public ReadBudget(long nowNanos) {
    messagesFullNanos = nowNanos;
    bytesFullNanos = nowNanos;
  }

  /** Takes so many bytes; false when that is too many. */
  public boolean bytes(int count, long nowNanos) {
    bytesFullNanos = later(bytesFullNanos, nowNanos) + count * BYTE_NANOS;
    return bytesFullNanos - nowNanos <= BYTES * BYTE_NANOS;
  }

  /** Takes a message; false when that is one too many. */
  public boolean message(long nowNanos) {
    messagesFullNanos = later(messagesFullNanos, nowNanos) + MESSAGE_NANOS;
    return messagesFullNanos - nowNanos <= MESSAGES * MESSAGE_NANOS;
  }

  private static long later(long oneNanos, long otherNanos) {
    return oneNanos - otherNanos > 0 ? oneNanos : otherNanos;
  }
}
