package io.kald.probe.tcp;

import java.util.Arrays;
import java.util.concurrent.TimeUnit;

/** Counts connections that stand in TIME_WAIT: closed with FIN in the last 60 s, to 5 s exact. */
final class TimeWaits {
  private static final long STEP_NANOS = TimeUnit.SECONDS.toNanos(5);
  private static final int STEPS = 12; // Linux: TCP_TIMEWAIT_LEN is 60 s

  private final int[] counts = new int[STEPS];
  private long stepStartNanos;
  private int step;

  TimeWaits(long nowNanos) {
    stepStartNanos = nowNanos;
  }

  /** One more now. */
  void add(long nowNanos) {
    move(nowNanos);
    counts[step]++;
  }

  /** How many there are now. */
  int count(long nowNanos) {
    move(nowNanos);
    return Arrays.stream(counts).sum();
  }

  private void move(long nowNanos) {
    long steps = (nowNanos - stepStartNanos) / STEP_NANOS;
    for (long i = 0; i < Math.min(steps, STEPS); i++) {
      step = (step + 1) % STEPS;
      counts[step] = 0;
    }
    stepStartNanos += steps * STEP_NANOS;
  }
}
