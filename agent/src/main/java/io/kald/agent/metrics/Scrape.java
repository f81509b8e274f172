package io.kald.agent.metrics;

import io.prometheus.metrics.config.EscapingScheme;
import io.prometheus.metrics.expositionformats.ExpositionFormatWriter;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.Collections;
import java.util.Iterator;
import java.util.function.Supplier;

/**
 * One page of metrics, written a piece at a time: joins what the writer makes of pieces to what it
 * would have made of the whole. One thread at a time.
 */
public final class Scrape {
  private static final byte[] END = {'#', ' ', 'E', 'O', 'F', '\n'};

  // deps
  private final ExpositionFormatWriter writer;
  private final EscapingScheme scheme;
  private final boolean text;
  private final Iterator<Family> families;
  private final Supplier<MetricSnapshots> rest;

  // state
  private Iterator<Points> pieces = Collections.emptyIterator();
  private boolean first;

  Scrape(
      ExpositionFormatWriter writer,
      EscapingScheme scheme,
      Iterator<Family> families,
      Supplier<MetricSnapshots> rest) {
    this.writer = writer;
    this.scheme = scheme;
    this.text = !writer.getContentType().contains("protobuf");
    this.families = families;
    this.rest = rest;
  }

  /**
   * Writes the next piece: some dozens of series of one metric, or what comes last.
   *
   * @return whether there is more
   */
  public boolean next(OutputStream out) throws IOException {
    while (!pieces.hasNext() && families.hasNext()) {
      pieces = families.next().pieces();
      first = true;
    }
    if (pieces.hasNext()) {
      write(pieces.next(), out);
      return true;
    }
    // With the end mark, if the format has one.
    writer.write(out, rest.get(), scheme);
    return false;
  }

  private void write(Points points, OutputStream out) throws IOException {
    if (points.isEmpty()) {
      return;
    }
    Bytes bytes = new Bytes();
    writer.write(bytes, MetricSnapshots.of(points.snapshot()), scheme);
    int start = text && !first ? bytes.afterComments() : 0;
    int end = bytes.endsWith(END) ? bytes.size() - END.length : bytes.size();
    out.write(bytes.array(), start, end - start);
    first = false;
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
          && Arrays.equals(buf, count - end.length, count, end, 0, end.length);
    }
  }
}
