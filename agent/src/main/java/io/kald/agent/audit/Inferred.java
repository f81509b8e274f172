package io.kald.agent.audit;

/**
 * What a stream shows of the settings behind it. Whatever it does not show is -1 or empty.
 *
 * @param kind {@code tcp}, {@code http} or {@code icmp}
 * @param probes how many probes were seen
 * @param answered how many of them were answered
 * @param closedAtOnce how many of these the target closed or reset before the prober did
 * @param periodNanos interval after an answered probe
 * @param regular share of intervals that fit the period or the retry period, 0 to 1
 * @param jitterNanos how far intervals after an answer stray from the period, 95 of 100 of them
 * @param retryNanos interval after a failed probe, until the prober thinks the target dead
 * @param downNanos interval after that, where it is another one
 * @param maxFailure failures after which the interval changes once more
 * @param close commonest way of closing: {@code rst}, {@code fin}, {@code half-open}
 * @param timeoutAtLeastNanos slowest answer that was still taken
 * @param timeoutAtMostNanos quickest answer that came too late
 * @param rttMedianNanos from probe to answer, half of them
 * @param rttP99Nanos from probe to answer, 99 of 100 of them
 * @param sourcePorts how source ports are chosen
 */
public record Inferred(
    String kind,
    int probes,
    int answered,
    int closedAtOnce,
    long periodNanos,
    double regular,
    long jitterNanos,
    long retryNanos,
    long downNanos,
    int maxFailure,
    String close,
    long timeoutAtLeastNanos,
    long timeoutAtMostNanos,
    long rttMedianNanos,
    long rttP99Nanos,
    String sourcePorts) {
  private static final int FEWEST = 4;
  private static final double REGULAR = 0.6;

  /**
   * Whether this looks like a keepalive: at least four probes, and three intervals in five are the
   * same. What people and programs do by themselves is not as regular.
   */
  public boolean keepalive() {
    return probes >= FEWEST && regular >= REGULAR;
  }
}
