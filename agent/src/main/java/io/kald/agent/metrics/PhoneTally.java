package io.kald.agent.metrics;

import io.kald.probe.event.FailoverCause;
import io.kald.probe.event.KeepAliveVerdict;
import io.kald.probe.event.PhoneFact.Exchange;
import io.kald.probe.event.PhoneFact.Link;
import java.util.EnumMap;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Counts of one phone, or of all of them. Confined to its store's monitor. */
final class PhoneTally {
  final Map<Link, Map<KeepAliveVerdict, Long>> keepAlives = new EnumMap<>(Link.class);
  final Map<FailoverCause, Long> failovers = new EnumMap<>(FailoverCause.class);

  /** By node, then by what came of it; the sum of all phones has one node without a name. */
  final Map<String, Map<String, Long>> registrations = new TreeMap<>();

  final @Nullable DurationHistogram durations;
  long tokensGranted;
  long tokensRefused;

  PhoneTally(boolean withDurations) {
    this.durations = withDurations ? new DurationHistogram() : null;
  }

  void exchange(Exchange fact) {
    keepAlives
        .computeIfAbsent(fact.link(), link -> new EnumMap<>(KeepAliveVerdict.class))
        .merge(fact.verdict(), 1L, Long::sum);
    if (durations != null && fact.verdict() == KeepAliveVerdict.SCCP_ACKED) {
      durations.observe(fact.rttNanos());
    }
  }

  void registration(String node, String result) {
    registrations.computeIfAbsent(node, n -> new TreeMap<>()).merge(result, 1L, Long::sum);
  }

  void failover(FailoverCause cause) {
    failovers.merge(cause, 1L, Long::sum);
  }

  void token(boolean granted) {
    if (granted) {
      tokensGranted++;
    } else {
      tokensRefused++;
    }
  }
}
