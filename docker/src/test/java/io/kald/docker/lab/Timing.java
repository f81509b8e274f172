package io.kald.docker.lab;

import java.time.Duration;

/**
 * The rule of a keepalive, and what follows from it: the earliest and the latest moment of each
 * transition after a fault. A probe starts every {@code frequency} after an answer and every {@code
 * retry} after a failure, counted from starts, and never before the one before it has ended.
 *
 * @param frequency between probes while ALIVE
 * @param retry between probes while DYING and DOWN
 * @param maxFailure failures until DOWN
 * @param timeout how long an answer may take
 */
record Timing(Duration frequency, Duration retry, int maxFailure, Duration timeout) {
  /** Of the scenarios that have no reason for another: all four spans differ. */
  static final Timing USUAL =
      new Timing(Duration.ofSeconds(1), Duration.ofMillis(500), 3, Duration.ofMillis(400));

  /**
   * What the rule does not bound: a step of the wheel, and two processors on which several
   * scenarios go on at a time.
   */
  static final Duration SLACK = Duration.ofMillis(500);

  /**
   * A retry is counted from the start of a probe, which may have left so long before it met the
   * fault.
   */
  static final Duration ON_ITS_WAY = Duration.ofMillis(100);

  /** As keys of a configuration. */
  String yaml() {
    return "frequency: %dms, retryperiod: %dms, maxfailure: %d, timeout: %dms"
        .formatted(frequency.toMillis(), retry.toMillis(), maxFailure, timeout.toMillis());
  }

  /** The first failure. The probe on its way when the fault came may be the one. */
  Window dying(How how) {
    return new Window(Duration.ZERO, frequency.plus(takes(how)).plus(SLACK));
  }

  /** The last one. */
  Window down(How how) {
    Duration retries = interval(how).multipliedBy(maxFailure - 1L);
    Duration early = how == How.REJECTED ? ON_ITS_WAY : Duration.ZERO;
    Duration first = maxFailure == 1 ? Duration.ZERO : retries.minus(early);
    return new Window(first, frequency.plus(retries).plus(takes(how)).plus(SLACK));
  }

  /** The first answer, when the state was DYING or DOWN. */
  Window back(How how) {
    return new Window(Duration.ZERO, interval(how).plus(timeout).plus(SLACK));
  }

  private Duration takes(How how) {
    return how == How.SILENT ? timeout : Duration.ZERO;
  }

  private Duration interval(How how) {
    Duration takes = takes(how);
    return takes.compareTo(retry) > 0 ? takes : retry;
  }

  /** How a probe fails. */
  enum How {
    /** Something comes back at once. */
    REJECTED,
    /** Nothing comes back within the time-out. */
    SILENT
  }
}
