package io.kald.agent.metrics;

import io.prometheus.metrics.config.EscapingScheme;
import io.prometheus.metrics.expositionformats.ExpositionFormatWriter;
import io.prometheus.metrics.expositionformats.ExpositionFormats;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Writes all metrics in the format a scraper asks for: text, OpenMetrics or protobuf, by the
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
   * Writes the page.
   *
   * @param accept the request's header of that name
   * @param names the metrics wanted, or none for all of them
   */
  public void write(@Nullable String accept, Set<String> names, OutputStream out)
      throws IOException {
    ExpositionFormatWriter writer = writer(accept);
    EscapingScheme scheme = EscapingScheme.fromAcceptHeader(accept);
    PieceWriter pieces = new PieceWriter(writer, scheme, out);
    try {
      for (Family family : families) {
        if (names.isEmpty() || names.contains(family.metric().exposedName())) {
          pieces.begin();
          family.each(pieces::write);
        }
      }
      pieces.end(names.isEmpty() ? jvm.scrape() : new MetricSnapshots());
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
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

  /** Joins what the writer makes of pieces to what it would have made of the whole. */
  private static final class PieceWriter {
    private static final byte[] END = {'#', ' ', 'E', 'O', 'F', '\n'};

    private final ExpositionFormatWriter writer;
    private final EscapingScheme scheme;
    private final OutputStream out;
    private final boolean text;
    private final Bytes bytes = new Bytes();
    private boolean first;

    PieceWriter(ExpositionFormatWriter writer, EscapingScheme scheme, OutputStream out) {
      this.writer = writer;
      this.scheme = scheme;
      this.out = out;
      this.text = !writer.getContentType().contains("protobuf");
    }

    void begin() {
      first = true;
    }

    void write(Points points) {
      if (points.isEmpty()) {
        return;
      }
      try {
        bytes.reset();
        writer.write(bytes, MetricSnapshots.of(points.snapshot()), scheme);
        int start = text && !first ? bytes.afterComments() : 0;
        int end = bytes.endsWith(END) ? bytes.size() - END.length : bytes.size();
        out.write(bytes.array(), start, end - start);
        first = false;
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    /** The rest in one piece, with the end mark if the format has one. */
    void end(MetricSnapshots rest) throws IOException {
      writer.write(out, rest, scheme);
    }
  }

  private static final class Bytes extends ByteArrayOutputStream {
    byte[] array() {
      return buf;
    }

    /** Where the first line begins that is no comment. */
    int afterComments() {
      int at = 0;
      while (at < count && buf[at] == '#') {
        while (at < count && buf[at++] != '\n') {}
      }
      return at;
    }

    boolean endsWith(byte[] end) {
      return count >= end.length
          && java.util.Arrays.equals(buf, count - end.length, count, end, 0, end.length);
    }
  }
}
