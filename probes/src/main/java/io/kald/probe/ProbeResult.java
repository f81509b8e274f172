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
 */
public record ProbeResult(
    String address,
    int sourcePort,
    long dueNanos,
    long sentNanos,
    long endNanos,
    ProbeOutcome outcome) {
  /** How late this process was; a fault of ours, never of the target. */
  public long delayNanos() {
    return sentNanos - dueNanos;
  }

  /** The same probe, judged otherwise. */
  public ProbeResult with(ProbeOutcome other) {
    return new ProbeResult(address, sourcePort, dueNanos, sentNanos, endNanos, other);
  }

  /** A probe that never left. */
  public static ProbeResult notProbed(
      String address, long dueNanos, long nowNanos, Reason reason, String detail) {
    return new ProbeResult(
        address, 0, dueNanos, nowNanos, nowNanos, new ProbeOutcome.NotProbed(reason, detail));
  }
}
