package io.kald.probe.phone;

import java.util.concurrent.TimeUnit;

/**
 * What the kernel knows of the data just written to a connection.
 *
 * @param mark what {@link TcpSample#bytesAcked} will be when all of it is delivered, or {@link
 *     TcpSample#UNKNOWN}
 * @param sinceSentNanos how long before it was asked the last data left, in steps of the kernel's
 *     clock (1 to 10 ms); says nothing when the mark is unknown
 */
record Written(long mark, long sinceSentNanos) {
  /** This transport cannot tell. */
  static final Written UNKNOWN = new Written(TcpSample.UNKNOWN, 0);

  /** Two readings of the clock this close are more exact than the kernel's steps. */
  private static final long CLOSE_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

  /**
   * When it left. The process may be stopped between writing and reading the clock, which is no
   * delay of the node's: what lies between is known from the kernel.
   *
   * @param beforeNanos the clock before it was written
   * @param afterNanos the clock after the kernel was asked
   */
  long leftNanos(long beforeNanos, long afterNanos) {
    if (mark == TcpSample.UNKNOWN || afterNanos - beforeNanos <= CLOSE_NANOS) {
      return beforeNanos;
    }
    return beforeNanos + Math.max(0, afterNanos - beforeNanos - sinceSentNanos);
  }
}
