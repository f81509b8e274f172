package io.kald.probe.phone;

import java.util.concurrent.TimeUnit;

/**
 * When data left that was just written to a connection. The process may be stopped between writing
 * and reading the clock, which is no delay of the node's: what lies between is known from the
 * kernel. Pure.
 */
public final class Written {
  /** Two readings of the clock this close are more exact than the kernel's steps. */
  private static final long CLOSE_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

  private Written() {}

  /** Whether the clock before it was written and after that says enough. */
  public static boolean atOnce(long beforeNanos, long afterNanos) {
    return afterNanos - beforeNanos <= CLOSE_NANOS;
  }

  /**
   * When it left, for a clock that does not say enough.
   *
   * @param beforeNanos the clock before it was written
   * @param afterNanos the clock after the kernel was asked
   * @param sinceSentNanos see {@link TcpDelivery#sinceSentNanos}
   */
  public static long leftNanos(long beforeNanos, long afterNanos, long sinceSentNanos) {
    return sinceSentNanos < 0
        ? beforeNanos
        : beforeNanos + Math.max(0, afterNanos - beforeNanos - sinceSentNanos);
  }
}
