package io.kald.probe;

/**
 * Asks one target at one address, one question at a time. Knows neither schedule nor state.
 * Confined to the loop it was made on.
 */
public interface Prober extends AutoCloseable {
  /**
   * Sends a probe; none may be outstanding. The result comes to {@code listener} once, later or
   * before this method returns, unless {@link #expire} or {@link #close} comes first. Never throws
   * for anything a target, the network or the machine's limits can cause: that is a {@link
   * ProbeOutcome.NotProbed}.
   *
   * @param dueNanos when the schedule wanted this probe; copied into the result
   */
  void send(long dueNanos, ResultListener listener);

  /**
   * The outstanding probe's time is over. Looks once more whether the answer is already here (the
   * process may have been stopped while the kernel was not), lets go of the probe and returns what
   * came of it; the listener is not called any more.
   *
   * @param timeoutNanos how long the answer was allowed to take; one that the kernel saw later is
   *     {@link ProbeOutcome.Unanswered}
   */
  ProbeResult expire(long timeoutNanos);

  /**
   * What this prober's last answer means when it took longer than it was allowed to.
   *
   * @param answered as the listener was given it
   */
  default ProbeOutcome tooLate(ProbeResult answered) {
    return new ProbeOutcome.Unanswered(answered.outcome().rttNanosOr(0));
  }

  /** The prober that does the work: another one where this passes its questions on. */
  default Prober innermost() {
    return this;
  }

  /** Drops an outstanding probe without a word and frees what the prober holds. */
  @Override
  void close();

  /** Takes the result of a probe, on the prober's loop. */
  @FunctionalInterface
  interface ResultListener {
    /** Called once per probe; may send the next one. */
    void onResult(ProbeResult result);
  }
}
