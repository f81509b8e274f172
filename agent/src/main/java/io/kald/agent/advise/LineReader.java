package io.kald.agent.advise;

import java.util.Set;
import java.util.concurrent.TimeUnit;

/** Understands what one family of tools writes; lines it does not understand are passed over. */
interface LineReader {
  /** What it reads, for a reader. */
  String format();

  /** Takes the next line. */
  void line(String line);

  /** Whether each round trip is known. */
  default boolean exact() {
    return true;
  }

  /** Whom it was sent to, where each line says so. */
  default Set<String> targets() {
    return Set.of();
  }

  /** What was understood so far, in the order it was sent. Called once, at the end. */
  long[] rttNanos();

  /** A round trip as tools print it, in milliseconds, with a point or a comma; an hour at most. */
  static long millis(String text) {
    double nanos = Double.parseDouble(text.replace(',', '.')) * 1e6;
    return Math.round(Math.min(nanos, (double) TimeUnit.HOURS.toNanos(1)));
  }
}
