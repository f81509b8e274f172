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
  private boolean unjudged;
  private long lateNanos;

  /** Whatever comes first after a stop of the process finds it out, not only its timer. */
  boolean stalled(long nowNanos) {
    if (!(planned || grace) || nowNanos - plannedNanos <= STALL_NANOS) {
      return false;
    }
    planned = false;
    grace = true;
    unjudged = true;
    lateNanos = nowNanos - plannedNanos;
    plannedNanos = nowNanos + GRACE_NANOS;
    return true;
  }

  /** Whether what came during a stop is still being read. */
  boolean waits(long nowNanos) {
    return grace && plannedNanos - nowNanos > 0;
  }

  /**
   * The time has come.
   *
   * @return whether it is the first since a stop, and what came during that has been read
   */
  boolean taken() {
    boolean first = unjudged;
    planned = false;
    grace = false;
    unjudged = false;
    return first;
  }

  /** How late the last stop made the group: it lasted that long, and perhaps longer. */
  long lateNanos() {
    return lateNanos;
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
