package io.kald.agent.status;

import java.util.Arrays;
import java.util.concurrent.TimeUnit;

/** Counts of the last minute, in steps of five seconds. Confined to its board's lock. */
final class MinuteWindow {
  private static final int STEPS = 12;
  private static final long STEP_NANOS = TimeUnit.SECONDS.toNanos(5);
  private static final int PROBES = 0;
  private static final int FAILED = 1;
  private static final int NOT_PROBED = 2;
  private static final int SKIPPED = 3;
  private static final int DELAY = 4;

  private final long[][] steps = new long[STEPS][DELAY + 1];
  private long step;

  /** Starts empty at the given monotonic time. */
  MinuteWindow(long nowNanos) {
    step = Math.floorDiv(nowNanos, STEP_NANOS);
  }

  void probed(long atNanos, char outcome, long delayNanos) {
    long[] now = at(atNanos);
    now[PROBES]++;
    now[FAILED] += outcome == Strip.REJECTED || outcome == Strip.UNANSWERED ? 1 : 0;
    now[NOT_PROBED] += outcome == Strip.NOT_PROBED ? 1 : 0;
    now[DELAY] = Math.max(now[DELAY], delayNanos);
  }

  void skipped(long atNanos, long count) {
    at(atNanos)[SKIPPED] += count;
  }

  Summary.Minute view(long nowNanos) {
    at(nowNanos);
    long[] sum = new long[DELAY + 1];
    for (long[] one : steps) {
      for (int i = 0; i < DELAY; i++) {
        sum[i] += one[i];
      }
      sum[DELAY] = Math.max(sum[DELAY], one[DELAY]);
    }
    return new Summary.Minute(sum[PROBES], sum[FAILED], sum[NOT_PROBED], sum[SKIPPED], sum[DELAY]);
  }

  /** The step of a time, with all steps between the last one and it emptied. */
  private long[] at(long nanos) {
    long wanted = Math.floorDiv(nanos, STEP_NANOS);
    long ahead = Math.min(STEPS, wanted - step);
    for (long i = 0; i < ahead; i++) {
      Arrays.fill(steps[Math.floorMod(wanted - i, STEPS)], 0);
    }
    step = ahead > 0 ? wanted : step;
    return steps[Math.floorMod(step, STEPS)];
  }
}
