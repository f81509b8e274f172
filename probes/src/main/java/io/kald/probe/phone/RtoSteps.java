package io.kald.probe.phone;

import java.util.concurrent.TimeUnit;

/**
 * How the kernel's retransmissions are led along a phone's list while a KeepAlive is
 * unacknowledged: the longest distance between two of them (TCP_RTO_MAX_MS) is changed at three
 * moments. Measured: 206, 208, 440, 832, 1504, 2624, 5120, 10240, 15104 ms where the phone has 300,
 * 300, 400, 800, 1500, 2500, 5000, 10000, 15000.
 */
public final class RtoSteps {
  private static final long[] AT_MILLIS = {500, 2_000, 4_500};
  private static final int[] MOST_MILLIS = {1_500, 2_500, 15_000};

  private RtoSteps() {}

  static int count() {
    return AT_MILLIS.length;
  }

  /** When a step is due, counted from the KeepAlive. */
  static long atNanos(int step) {
    return TimeUnit.MILLISECONDS.toNanos(AT_MILLIS[step]);
  }

  /** The longest distance from then on. */
  public static int mostMillis(int step) {
    return MOST_MILLIS[step];
  }
}
