package io.kald.agent.metrics;

import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.DataPointSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot.HistogramDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.InfoSnapshot;
import io.prometheus.metrics.model.snapshots.InfoSnapshot.InfoDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricMetadata;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import java.util.ArrayList;
import java.util.List;

/** Some data points of one metric. Confined to the thread of a scrape. */
final class Points {
  private final Metric metric;
  private final List<DataPointSnapshot> points = new ArrayList<>();

  Points(Metric metric) {
    this.metric = metric;
  }

  /** Adds the value of a series; {@code labels} are names and values in turn. */
  void add(double value, String... labels) {
    Labels of = Labels.of(labels);
    points.add(
        switch (metric.type()) {
          case COUNTER -> new CounterDataPointSnapshot(value, of, null, 0);
          case GAUGE -> new GaugeDataPointSnapshot(value, of, null);
          case INFO -> new InfoDataPointSnapshot(of);
          case HISTOGRAM -> throw new IllegalArgumentException(metric + ": is a histogram");
        });
  }

  /** Adds a count, which is exact up to 2^53. */
  void add(long value, String... labels) {
    add((double) value, labels);
  }

  /** Adds a histogram. */
  void add(DurationHistogram histogram, String... labels) {
    points.add(histogram.snapshot(Labels.of(labels)));
  }

  boolean isEmpty() {
    return points.isEmpty();
  }

  /** The points as the Prometheus client's writers take them. */
  MetricSnapshot snapshot() {
    MetricMetadata about = new MetricMetadata(metric.clientName(), metric.help());
    return switch (metric.type()) {
      case COUNTER -> new CounterSnapshot(about, all(CounterDataPointSnapshot.class));
      case GAUGE -> new GaugeSnapshot(about, all(GaugeDataPointSnapshot.class));
      case INFO -> new InfoSnapshot(about, all(InfoDataPointSnapshot.class));
      case HISTOGRAM -> new HistogramSnapshot(about, all(HistogramDataPointSnapshot.class));
    };
  }

  private <P extends DataPointSnapshot> List<P> all(Class<P> type) {
    List<P> all = new ArrayList<>(points.size());
    points.forEach(point -> all.add(type.cast(point)));
    return all;
  }
}
