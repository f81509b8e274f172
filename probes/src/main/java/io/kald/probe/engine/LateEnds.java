package io.kald.probe.engine;

import io.kald.probe.ProbeOutcome;
import io.kald.probe.ProbeResult;
import io.kald.probe.Prober;
import io.kald.probe.Reason;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** What a result is worth that this process took later than it should. Pure. */
final class LateEnds {
  /** A wake-up this late means the process was stopped: silence then proves nothing. */
  private static final long STALL_NANOS = TimeUnit.SECONDS.toNanos(1);

  private LateEnds() {}

  /**
   * An answer that was read before the time-out fired, and had come after it.
   *
   * @param prober which gave it; null when it is gone meanwhile
   */
  static ProbeResult inTime(@Nullable Prober prober, ProbeResult result, long timeoutNanos) {
    long rtt = result.outcome().rttNanosOr(0);
    return rtt <= timeoutNanos || prober == null ? result : result.with(prober.tooLate(result));
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
