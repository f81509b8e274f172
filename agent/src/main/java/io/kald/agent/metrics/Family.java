package io.kald.agent.metrics;

import java.util.Iterator;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * All series of one metric, in pieces: a scrape of a hundred thousand services must not hold them
 * all at once.
 */
interface Family {
  /** Which metric. */
  Metric metric();

  /** The series, some dozens at a time; each piece is read when it is asked for. */
  Iterator<Points> pieces();

  /** A single piece, read when it is asked for. */
  static Iterator<Points> whole(Supplier<Points> points) {
    return Stream.of(List.of()).map(once -> points.get()).iterator();
  }
}
