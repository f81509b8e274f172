package io.kald.agent.ping;

import io.kald.probe.FactKey;
import io.kald.probe.ProbeResult;
import io.kald.probe.Reason;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;

/** What a ping found, added up. Confined to one thread. */
public final class PingTally {
  // state
  private final Map<Reason, Long> rejected = new EnumMap<>(Reason.class);
  private final Map<Reason, Long> notProbed = new EnumMap<>(Reason.class);
  private long answered;
  private long closedAtOnce;
  private long unanswered;
  private long skipped;
  private long synRetransmits;
  private long minNanos = Long.MAX_VALUE;
  private long maxNanos;
  private double sumNanos;
  private double sumSquares;

  void add(ProbeResult result) {
    Runnable counted =
        result
            .outcome()
            .match(
                answer ->
                    () -> addAnswer(answer.rttNanos(), result.facts().has(FactKey.CLOSED_AT_ONCE)),
                no -> () -> rejected.merge(no.reason(), 1L, Long::sum),
                silence -> () -> unanswered++,
                ours -> () -> notProbed.merge(ours.reason(), 1L, Long::sum));
    counted.run();
    synRetransmits += result.facts().count(FactKey.SYN_RETRANSMITS);
  }

  void addSkipped(long slots) {
    skipped += slots;
  }

  private void addAnswer(long nanos, boolean closedFirst) {
    answered++;
    closedAtOnce += closedFirst ? 1 : 0;
    minNanos = Math.min(minNanos, nanos);
    maxNanos = Math.max(maxNanos, nanos);
    sumNanos += nanos;
    sumSquares += (double) nanos * nanos;
  }

  /** Probes that left this machine. */
  public long sent() {
    return answered + rejected() + unanswered;
  }

  /** Probes that were answered. */
  public long answered() {
    return answered;
  }

  /** Those of them whose connection the target closed before kald did. */
  public long closedAtOnce() {
    return closedAtOnce;
  }

  /** Probes that something other than an answer came back for. */
  public long rejected() {
    return sum(rejected);
  }

  /** Those, by reason. */
  public Map<Reason, Long> rejectedBy() {
    return Collections.unmodifiableMap(rejected);
  }

  /** Probes that nothing came back for. */
  public long unanswered() {
    return unanswered;
  }

  /** Probes that never left: a fault of this side. */
  public long notProbed() {
    return sum(notProbed);
  }

  /** Those, by reason. */
  public Map<Reason, Long> notProbedBy() {
    return Collections.unmodifiableMap(notProbed);
  }

  /** Slots this process slept through. */
  public long skipped() {
    return skipped;
  }

  /** SYNs that the kernel sent again. */
  public long synRetransmits() {
    return synRetransmits;
  }

  /** Share of the probes sent that were not answered, 0 to 100; 0 when none was sent. */
  public double lossPercent() {
    return sent() == 0 ? 0 : 100.0 * (sent() - answered) / sent();
  }

  /** Shortest round trip; only when something was answered. */
  public double minNanos() {
    return minNanos;
  }

  /** Mean round trip; only when something was answered. */
  public double meanNanos() {
    return sumNanos / answered;
  }

  /** Longest round trip; only when something was answered. */
  public double maxNanos() {
    return maxNanos;
  }

  /** Standard deviation of the round trips, which {@code ping} calls mdev. */
  public double deviationNanos() {
    double mean = meanNanos();
    return Math.sqrt(Math.max(0, sumSquares / answered - mean * mean));
  }

  private static long sum(Map<Reason, Long> counts) {
    return counts.values().stream().mapToLong(Long::longValue).sum();
  }
}
