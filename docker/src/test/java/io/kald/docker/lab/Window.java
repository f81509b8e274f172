package io.kald.docker.lab;

import java.time.Duration;
import java.util.Locale;

/**
 * How long after a fault something must be said.
 *
 * @param least not before
 * @param most not after
 */
record Window(Duration least, Duration most) {
  private static final double NANOS = 1e9;

  Window {
    if (most.compareTo(least) < 0) {
      throw new IllegalArgumentException(least + " ~ " + most + " (expected: least <= most)");
    }
  }

  /** The same, so much later. */
  Window plus(Duration later) {
    return new Window(least.plus(later), most.plus(later));
  }

  /** Whether {@code took} lies in it. */
  boolean holds(Duration took) {
    return took.compareTo(least) >= 0 && took.compareTo(most) <= 0;
  }

  /** Seconds, as the table has them. */
  static String seconds(Duration span) {
    return String.format(Locale.ROOT, "%.2f", span.toNanos() / NANOS);
  }

  @Override
  public String toString() {
    return seconds(least) + " ~ " + seconds(most) + " s";
  }
}
