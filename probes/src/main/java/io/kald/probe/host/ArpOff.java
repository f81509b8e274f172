package io.kald.probe.host;

import org.jspecify.annotations.Nullable;

/**
 * Whether an Ethernet interface asks nobody for hardware addresses (IFF_NOARP), and since when.
 *
 * @param now whether that is so now
 * @param fromNanos since when, monotonic
 * @param untilNanos until when; meaningless while {@code now}
 * @param seen whether it was seen to be switched off; otherwise the interface may be made so, and
 *     need no hardware addresses
 */
record ArpOff(boolean now, long fromNanos, long untilNanos, boolean seen) {
  private static final long NEVER = Long.MIN_VALUE;

  /** What is reported after this; {@code before} is null when nothing was. */
  static ArpOff after(@Nullable ArpOff before, boolean off, long nowNanos) {
    if (before == null) {
      return new ArpOff(off, nowNanos, NEVER, false);
    }
    if (before.now == off) {
      return before;
    }
    return new ArpOff(off, off ? nowNanos : before.fromNanos, nowNanos, off || before.seen);
  }

  /** Whether it was so at any time since then. */
  boolean since(long nanos) {
    return now || (untilNanos != NEVER && untilNanos - nanos >= 0);
  }
}
