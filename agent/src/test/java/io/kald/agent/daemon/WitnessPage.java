package io.kald.agent.daemon;

import io.kald.probe.lab.Await;
import io.kald.probe.lab.Netns;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What the metrics of a daemon in a network namespace say, above all of its witness. */
record WitnessPage(Netns here) {
  static final String ADMIN = "127.0.0.1:9942";

  /** What would be amiss, in one line. */
  String figures() {
    return "not_on_wire=%d verdict_differs=%d unrecorded=%d"
        .formatted(count("not_on_wire"), count("verdict_differs"), count("unrecorded"));
  }

  /** A counter of the witness. */
  long count(String what) {
    return metric("kald_witness_" + what + "_total");
  }

  void awaitCount(String what, long least) {
    awaitAtLeast("kald_witness_" + what + "_total", least);
  }

  void awaitAtLeast(String series, long least) {
    Await.value(
        series + " of at least " + least, this::page, page -> metric(page, series) >= least);
  }

  void awaitMetric(String series, long wanted) {
    Await.value(series + " of " + wanted, this::page, page -> metric(page, series) == wanted);
  }

  /** A series' value, or -1: it is not there. */
  long metric(String series) {
    return metric(page(), series);
  }

  private static long metric(String page, String series) {
    Matcher line =
        Pattern.compile("^" + Pattern.quote(series) + " (\\S+)$", Pattern.MULTILINE).matcher(page);
    return line.find() ? (long) Double.parseDouble(line.group(1)) : -1;
  }

  private String page() {
    return here.run("curl", "-s", "http://" + ADMIN + "/metrics");
  }
}
