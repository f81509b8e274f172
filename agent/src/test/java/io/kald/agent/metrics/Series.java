package io.kald.agent.metrics;

import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.DataPointSnapshot;
import io.prometheus.metrics.model.snapshots.DistributionDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import java.util.List;

/** Data points as a reader would write them. */
final class Series {
  private Series() {}

  static List<String> of(Points points) {
    return points.isEmpty()
        ? List.of()
        : points.snapshot().getDataPoints().stream().map(p -> p.getLabels() + value(p)).toList();
  }

  private static String value(DataPointSnapshot point) {
    if (point instanceof CounterDataPointSnapshot counter) {
      return " " + counter.getValue();
    }
    if (point instanceof GaugeDataPointSnapshot gauge) {
      return " " + gauge.getValue();
    }
    return point instanceof DistributionDataPointSnapshot histogram
        ? " count " + histogram.getCount() + " sum " + histogram.getSum()
        : "";
  }
}
