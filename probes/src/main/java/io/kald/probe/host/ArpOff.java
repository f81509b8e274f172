package io.kald.probe.host;

import org.jspecify.annotations.Nullable;

/**
 * Whether an Ethernet interface asks nobody for hardware addresses (IFF_NOARP), and since when.
 *
 * @param now whether that is so now
 * @param fromNanos since when, monotonic
 * @param untilNanos until when; meaningless while {@code now}
 */
record ArpOff(boolean now, long fromNanos, long untilNanos) {
  /** What is reported after this; {@code before} is null when it was never switched off. */
  static @Nullable ArpOff after(@Nullable ArpOff before, boolean off, long nowNanos) {
    if (before == null || before.now == off) {
      return before == null && off ? new ArpOff(true, nowNanos, nowNanos) : before;
    }
    return new ArpOff(off, off ? nowNanos : before.fromNanos, nowNanos);
  }

  /** Whether it was so at any time since then. */
  boolean since(long nanos) {
    return now || untilNanos - nanos >= 0;
  }
}
