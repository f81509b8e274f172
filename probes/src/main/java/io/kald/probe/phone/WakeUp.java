package io.kald.probe.phone;

import java.util.concurrent.TimeUnit;

/**
 * When the rules of a group are to be asked next. A wake-up more than a second late means that the
 * process was stopped: what has come meanwhile is read first, and judged half a second later. Pure.
 */
final class WakeUp {
  private static final long STALL_NANOS = TimeUnit.SECONDS.toNanos(1);
  private static final long GRACE_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

  // state
  private long plannedNanos;
  private boolean planned;
  private boolean grace;

  /** Whatever comes first after a stop of the process finds it out, not only its timer. */
  boolean stalled(long nowNanos) {
    if (!planned || nowNanos - plannedNanos <= STALL_NANOS) {
      return false;
    }
    planned = false;
    grace = true;
    plannedNanos = nowNanos + GRACE_NANOS;
    return true;
  }

  /** Whether what came during a stop is still being read. */
  boolean waits(long nowNanos) {
    return grace && plannedNanos - nowNanos > 0;
  }

  /** The time has come. */
  void taken() {
    planned = false;
  }

  /** Plans the next time, which is returned. */
  long plan(long nanos) {
    grace = false;
    planned = true;
    plannedNanos = nanos;
    return nanos;
  }

  long plannedNanos() {
    return plannedNanos;
  }
}
