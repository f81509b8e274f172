package io.kald.probe.engine;

import io.kald.probe.ProbeOutcome;
import io.kald.probe.ProbeResult;
import io.kald.probe.Reason;
import java.util.concurrent.TimeUnit;

/** What a result is worth that this process took later than it should. Pure. */
final class LateEnds {
  /** A wake-up this late means the process was stopped: silence then proves nothing. */
  private static final long STALL_NANOS = TimeUnit.SECONDS.toNanos(1);

  private LateEnds() {}

  /** An answer that was read before the time-out fired, and had come after it: after a stop. */
  static ProbeResult inTime(ProbeResult result, long timeoutNanos) {
    long rtt = result.outcome().rttNanosOr(0);
    return rtt <= timeoutNanos ? result : result.with(new ProbeOutcome.Unanswered(rtt));
  }

  /**
   * What came of a probe whose time-out fired.
   *
   * @param lateNanos how late it fired
   */
  static ProbeResult timedOut(ProbeResult result, long lateNanos) {
    boolean silent = result.outcome().match(a -> false, r -> false, u -> true, n -> false);
    if (!silent || lateNanos < STALL_NANOS) {
      return result;
    }
    String detail =
        "this process was stopped for "
            + TimeUnit.NANOSECONDS.toMillis(lateNanos)
            + " ms while it waited for the answer";
    return result.with(new ProbeOutcome.NotProbed(Reason.STALLED, detail));
  }
}
