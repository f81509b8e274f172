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
 * @param synRetransmits how often the kernel had sent a TCP probe's SYN again by then; 0 for other
 *     kinds, and where the transport cannot tell
 */
public record ProbeResult(
    String address,
    int sourcePort,
    long dueNanos,
    long sentNanos,
    long endNanos,
    ProbeOutcome outcome,
    int synRetransmits) {
  /** One whose first packet was the only one. */
  public ProbeResult(
      String address,
      int sourcePort,
      long dueNanos,
      long sentNanos,
      long endNanos,
      ProbeOutcome outcome) {
    this(address, sourcePort, dueNanos, sentNanos, endNanos, outcome, 0);
  }

  /** How late this process was; a fault of ours, never of the target. */
  public long delayNanos() {
    return sentNanos - dueNanos;
  }

  /** The same probe, judged otherwise. */
  public ProbeResult with(ProbeOutcome other) {
    return new ProbeResult(
        address, sourcePort, dueNanos, sentNanos, endNanos, other, synRetransmits);
  }

  /** The same probe, whose outcome was known at another time. */
  public ProbeResult endedAt(long nanos) {
    return new ProbeResult(
        address, sourcePort, dueNanos, sentNanos, nanos, outcome, synRetransmits);
  }

  /** A probe that never left. */
  public static ProbeResult notProbed(
      String address, long dueNanos, long nowNanos, Reason reason, String detail) {
    return new ProbeResult(
        address, 0, dueNanos, nowNanos, nowNanos, new ProbeOutcome.NotProbed(reason, detail));
  }
}
