package io.kald.agent.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SortedMap;
import java.util.TreeMap;

/** What a scrape says of services, for tests of other rooms. */
public final class ServiceSeries {
  private ServiceSeries() {}

  /** State and transitions of every service, {@code alive/1} for one. */
  public static SortedMap<String, String> states(MetricsSink sink) {
    SortedMap<String, String> states = new TreeMap<>();
    for (String series : MetricsSinkTest.series(sink, Metric.SERVICE_STATE)) {
      if (series.endsWith(" 1.0")) {
        String before = states.put(label(series, "service"), label(series, "state"));
        assertThat(before).as("a second state: " + series).isNull();
      }
    }
    for (String series : MetricsSinkTest.series(sink, Metric.SERVICE_TRANSITIONS)) {
      long count = (long) Double.parseDouble(series.substring(series.lastIndexOf(' ')));
      states.computeIfPresent(label(series, "service"), (name, state) -> state + "/" + count);
    }
    return states;
  }

  private static String label(String series, String name) {
    int from = series.indexOf(name + "=\"") + name.length() + 2;
    return series.substring(from, series.indexOf('"', from));
  }
}
