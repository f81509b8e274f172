package io.kald.probe;

/**
 * One probe, asked and judged. Live and observed probes are the same value.
 *
 * @param address numeric address that was asked; empty when the name had none
 * @param sourcePort the port the probe left from (the ICMP identifier for echoes); 0 when it never
 *     left
 * @param dueNanos when the schedule wanted it, monotonic
 * @param sentNanos when it left, or when leaving was tried, monotonic
 * @param endNanos when its outcome was known, monotonic
 * @param facts what its kind reports besides, as far as the transport reports it
 */
public record ProbeResult(
    String address,
    int sourcePort,
    long dueNanos,
    long sentNanos,
    long endNanos,
    ProbeOutcome outcome,
    Facts facts) {
  /** The detail of a connection that the target closed first, see {@link FactKey}. */
  public static final String CLOSED_AT_ONCE = "closed-at-once";

  /** One with nothing to report besides. */
  public ProbeResult(
      String address,
      int sourcePort,
      long dueNanos,
      long sentNanos,
      long endNanos,
      ProbeOutcome outcome) {
    this(address, sourcePort, dueNanos, sentNanos, endNanos, outcome, Facts.NONE);
  }

  /** What exactly, beside outcome and reason; mostly empty. */
  public String detail() {
    return outcome.detail().isEmpty() && facts.has(FactKey.CLOSED_AT_ONCE)
        ? CLOSED_AT_ONCE
        : outcome.detail();
  }

  /** How late this process was; a fault of ours, never of the target. */
  public long delayNanos() {
    return sentNanos - dueNanos;
  }

  /** The same probe, judged otherwise. */
  public ProbeResult with(ProbeOutcome other) {
    return new ProbeResult(address, sourcePort, dueNanos, sentNanos, endNanos, other, facts);
  }

  /** The same probe, whose outcome was known at another time. */
  public ProbeResult endedAt(long nanos) {
    return new ProbeResult(address, sourcePort, dueNanos, sentNanos, nanos, outcome, facts);
  }

  /** A probe that never left. */
  public static ProbeResult notProbed(
      String address, long dueNanos, long nowNanos, Reason reason, String detail) {
    return new ProbeResult(
        address, 0, dueNanos, nowNanos, nowNanos, new ProbeOutcome.NotProbed(reason, detail));
  }
}
