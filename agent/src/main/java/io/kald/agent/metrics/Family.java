package io.kald.agent.metrics;

import java.util.function.Consumer;

/**
 * All series of one metric, in pieces: a scrape of a hundred thousand services must not hold them
 * all at once.
 */
interface Family {
  /** Which metric. */
  Metric metric();

  /** Hands out the series, some thousand at a time, at least none. */
  void each(Consumer<Points> pieces);
}
