package io.kald.agent.metrics;

import io.kald.probe.event.FailoverCause;
import io.kald.probe.event.KeepAliveVerdict;
import io.kald.probe.event.PhoneFact.Exchange;
import io.kald.probe.event.PhoneFact.Link;
import java.util.EnumMap;
import java.util.Map;
import java.util.TreeMap;

/** Counts of one phone, or of all of them. Confined to its store's monitor. */
final class PhoneTally {
  private static final int VERDICTS = KeepAliveVerdict.values().length;

  /** By link, then by verdict: a phone has few of them, and each KeepAlive moves one. */
  private final Buckets keepAlives = new Buckets();

  /** By cause; most phones have none. */
  private final Buckets failovers = new Buckets();

  /** By node, then by what came of it; the sum of all phones has one node without a name. */
  final Map<String, Map<String, Long>> registrations = new TreeMap<>();

  /** By node, then by link; empty when they are not wanted. */
  final Map<String, Map<Link, DurationHistogram>> durations = new TreeMap<>();

  private final boolean withDurations;
  private final boolean byNode;
  long tokensGranted;
  long tokensRefused;

  /**
   * Counts of nothing yet.
   *
   * @param withDurations whether the times to KeepAliveAcks are counted
   * @param byNode whether for each node; otherwise under a node without a name
   */
  PhoneTally(boolean withDurations, boolean byNode) {
    this.withDurations = withDurations;
    this.byNode = byNode;
  }

  void exchange(Exchange fact) {
    keepAlives.add(bucket(fact.link(), fact.verdict()), 1);
    if (withDurations && fact.verdict() == KeepAliveVerdict.SCCP_ACKED) {
      durations
          .computeIfAbsent(byNode ? fact.node() : "", n -> new EnumMap<>(Link.class))
          .computeIfAbsent(fact.link(), l -> new DurationHistogram())
          .observe(fact.rttNanos());
    }
  }

  /** KeepAlives over a link of that role that ended so. */
  long keepAlives(Link link, KeepAliveVerdict verdict) {
    return keepAlives.count(bucket(link, verdict));
  }

  @SuppressWarnings("EnumOrdinal") // These numbers never leave this object.
  private static int bucket(Link link, KeepAliveVerdict verdict) {
    return link.ordinal() * VERDICTS + verdict.ordinal();
  }

  /** Failovers for that cause. */
  long failovers(FailoverCause cause) {
    return failovers.count(bucket(cause));
  }

  @SuppressWarnings("EnumOrdinal") // These numbers never leave this object.
  private static int bucket(FailoverCause cause) {
    return cause.ordinal();
  }

  void registration(String node, String result) {
    registrations.computeIfAbsent(node, n -> new TreeMap<>()).merge(result, 1L, Long::sum);
  }

  void failover(FailoverCause cause) {
    failovers.add(bucket(cause), 1);
  }

  void token(boolean granted) {
    if (granted) {
      tokensGranted++;
    } else {
      tokensRefused++;
    }
  }
}
