package io.kald.agent.metrics;

import io.prometheus.metrics.config.EscapingScheme;
import io.prometheus.metrics.expositionformats.ExpositionFormatWriter;
import io.prometheus.metrics.expositionformats.ExpositionFormats;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Shows all metrics in the format a scraper asks for: text, OpenMetrics or protobuf, by the
 * Prometheus client's own writers. Any thread.
 *
 * <p>Metrics with a series for each service are handed to the writer piece by piece, so that a
 * scrape of any size holds a few hundred of them at once.
 */
public final class MetricsPage implements AutoCloseable {
  // deps
  private final List<Family> families = new ArrayList<>();
  private final JvmMeters jvm = new JvmMeters();

  // state
  private @Nullable ExpositionFormats formats;

  /** Tells what {@code sink} counted and what {@code around} says. */
  public MetricsPage(MetricsSink sink, Surroundings around) {
    families.addAll(OwnFamilies.of(around));
    families.addAll(Families.of(sink.store()));
  }

  /** The type of the page for a request with this {@code Accept} header, or without one. */
  public String contentType(@Nullable String accept) {
    return writer(accept).getContentType() + escaping(accept);
  }

  /**
   * Begins a page.
   *
   * @param accept the request's header of that name
   * @param names the metrics wanted, or none for all of them
   */
  public Scrape scrape(@Nullable String accept, Set<String> names) {
    List<Family> wanted =
        families.stream()
            .filter(f -> names.isEmpty() || names.contains(f.metric().exposedName()))
            .toList();
    return new Scrape(
        writer(accept),
        EscapingScheme.fromAcceptHeader(accept),
        wanted.iterator(),
        () -> names.isEmpty() ? jvm.scrape() : new MetricSnapshots());
  }

  @Override
  public void close() {
    jvm.close();
  }

  private synchronized ExpositionFormatWriter writer(@Nullable String accept) {
    ExpositionFormats known = formats;
    if (known == null) {
      known = ExpositionFormats.init();
      formats = known;
    }
    return known.findWriter(accept);
  }

  private static String escaping(@Nullable String accept) {
    return accept != null && accept.contains("escaping=")
        ? "; escaping=" + EscapingScheme.fromAcceptHeader(accept).getValue()
        : "";
  }
}
