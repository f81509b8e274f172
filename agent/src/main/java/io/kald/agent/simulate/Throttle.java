package io.kald.agent.simulate;

/**
 * Counts the messages of one device in windows of five seconds, each beginning with its first
 * message. Confined to one thread; time comes from outside.
 */
final class Throttle {
  private static final long WINDOW_NANOS = 5_000_000_000L;

  // state
  private long windowNanos;
  private int count;

  /** Whether one more message stays within {@code max} of this window. */
  boolean admit(long nowNanos, int max) {
    if (count == 0 || nowNanos - windowNanos >= WINDOW_NANOS) {
      windowNanos = nowNanos;
      count = 0;
    }
    count++;
    return count <= max;
  }
}
