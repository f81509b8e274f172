package io.kald.agent.metrics;

import io.kald.probe.event.FailoverCause;
import io.kald.probe.event.KeepAliveVerdict;
import io.kald.probe.event.PhoneFact.Link;

/** The metrics of phones, each with its series. */
final class PhoneFamilies {
  private final Families to;
  private final MetricsStore store;

  private PhoneFamilies(Families to, MetricsStore store) {
    this.to = to;
    this.store = store;
  }

  static void addTo(Families families, MetricsStore store) {
    PhoneFamilies phones = new PhoneFamilies(families, store);
    if (store.mode() == PerService.NONE) {
      phones.addSums();
    } else {
      phones.addGroups();
    }
    if (store.mode() == PerService.FULL) {
      families.phones(
          Metric.SCCP_KEEPALIVE_RTT, (points, row) -> durations(points, row.tally, group(row)));
    } else {
      families.whole(Metric.SCCP_KEEPALIVE_RTT, points -> durations(points, store.allPhones));
    }
  }

  private void addSums() {
    PhoneTally all = store.allPhones;
    to.whole(Metric.SCCP_KEEPALIVES, points -> keepAlives(points, all));
    to.whole(Metric.SCCP_FAILOVERS, points -> failovers(points, all));
    to.whole(Metric.SCCP_TOKENS, points -> tokens(points, all));
    to.whole(Metric.SCCP_REGISTRATIONS, points -> registrations(points, all));
  }

  private void addGroups() {
    to.phones(Metric.SCCP_REGISTERED, (points, row) -> atNodes(points, row, row.registered));
    to.phones(Metric.SCCP_STANDBY, (points, row) -> atNodes(points, row, row.standby));
    to.phones(Metric.SCCP_KEEPALIVES, (points, row) -> keepAlives(points, row.tally, group(row)));
    to.phones(Metric.SCCP_FAILOVERS, (points, row) -> failovers(points, row.tally, group(row)));
    to.phones(
        Metric.SCCP_DETECTION, (points, row) -> known(points, row.detectionNanos, group(row)));
    to.phones(Metric.SCCP_BASELINE, (points, row) -> known(points, row.baselineNanos, group(row)));
    to.phones(Metric.SCCP_TOKENS, (points, row) -> tokens(points, row.tally, group(row)));
    to.phones(
        Metric.SCCP_REGISTRATIONS, (points, row) -> registrations(points, row.tally, group(row)));
  }

  private static String[] group(PhoneRow row) {
    return new String[] {"group", row.group};
  }

  private static void atNodes(Points points, PhoneRow row, String there) {
    for (String node : row.nodes) {
      points.add(node.equals(there) ? 1 : 0, "group", row.group, "node", node);
    }
  }

  private static void known(Points points, long nanos, String... labels) {
    if (nanos >= 0) {
      points.add(nanos / 1e9, labels);
    }
  }

  private static void durations(Points points, PhoneTally tally, String... labels) {
    tally.durations.forEach(
        (node, links) -> {
          String[] known = node.isEmpty() ? labels : with(labels, "node", node);
          links.forEach((link, times) -> points.add(times, with(known, "link", link.word())));
        });
  }

  private static void keepAlives(Points points, PhoneTally tally, String... labels) {
    for (Link link : Link.values()) {
      for (KeepAliveVerdict verdict : KeepAliveVerdict.values()) {
        long n = tally.keepAlives(link, verdict);
        if (n > 0 || missed(tally, link, verdict)) {
          points.add(n, with(labels, "link", link.word(), "result", verdict.word()));
        }
      }
    }
  }

  /** Shown from the start: increase() sees nothing in a series that begins with its first miss. */
  private static boolean missed(PhoneTally tally, Link link, KeepAliveVerdict verdict) {
    boolean miss =
        verdict == KeepAliveVerdict.TCP_ACKED_ONLY || verdict == KeepAliveVerdict.NOT_ACKED;
    return miss
        && link == Link.ACTIVE
        && tally.keepAlives(Link.ACTIVE, KeepAliveVerdict.SCCP_ACKED) > 0;
  }

  private static void failovers(Points points, PhoneTally tally, String... labels) {
    for (FailoverCause cause : FailoverCause.values()) {
      long n = tally.failovers(cause);
      if (n > 0) {
        points.add(n, with(labels, "cause", cause.word()));
      }
    }
  }

  private static void tokens(Points points, PhoneTally tally, String... labels) {
    if (tally.tokensGranted + tally.tokensRefused > 0) {
      points.add(tally.tokensGranted, with(labels, "result", "granted"));
      points.add(tally.tokensRefused, with(labels, "result", "refused"));
    }
  }

  private static void registrations(Points points, PhoneTally tally, String... labels) {
    tally.registrations.forEach(
        (node, results) -> {
          String[] known = node.isEmpty() ? labels : with(labels, "node", node);
          results.forEach((result, n) -> points.add(n, with(known, "result", result)));
        });
  }

  private static String[] with(String[] labels, String... more) {
    String[] all = java.util.Arrays.copyOf(labels, labels.length + more.length);
    System.arraycopy(more, 0, all, labels.length, more.length);
    return all;
  }
}
