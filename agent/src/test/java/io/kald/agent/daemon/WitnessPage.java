package io.kald.agent.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import io.kald.probe.lab.Netns;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What the metrics of a daemon in a network namespace say, above all of its witness. */
record WitnessPage(Netns here) {
  static final String ADMIN = "127.0.0.1:9942";
  private static final long PATIENCE = TimeUnit.SECONDS.toNanos(60);

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
    long deadline = System.nanoTime() + PATIENCE;
    while (count(what) < least) {
      assertThat(System.nanoTime() - deadline).as(what + " in time: " + page()).isNegative();
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(100));
    }
  }

  void awaitAtLeast(String series, long least) {
    long deadline = System.nanoTime() + PATIENCE;
    while (metric(series) < least) {
      assertThat(System.nanoTime() - deadline).as(series + " in time: " + page()).isNegative();
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(100));
    }
  }

  void awaitMetric(String series, long wanted) {
    long deadline = System.nanoTime() + PATIENCE;
    while (metric(series) != wanted) {
      assertThat(System.nanoTime() - deadline).as(series + " in time: " + page()).isNegative();
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(100));
    }
  }

  /** A series' value, or -1: it is not there. */
  long metric(String series) {
    Matcher line =
        Pattern.compile("^" + Pattern.quote(series) + " (\\S+)$", Pattern.MULTILINE)
            .matcher(page());
    return line.find() ? (long) Double.parseDouble(line.group(1)) : -1;
  }

  private String page() {
    return here.run("curl", "-s", "http://" + ADMIN + "/metrics");
  }
}
