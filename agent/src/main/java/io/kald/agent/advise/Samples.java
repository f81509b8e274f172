package io.kald.agent.advise;

import java.util.Arrays;

/** What a path did to packets, one after the other: a round trip each, or a loss. Immutable. */
public final class Samples {
  /** In place of a round trip: no answer came. */
  public static final long LOST = -1;

  private final String format;
  private final boolean exact;
  private final long[] rttNanos;
  private final String path;

  Samples(String format, boolean exact, long[] rttNanos) {
    this(format, exact, rttNanos, "");
  }

  Samples(String format, boolean exact, long[] rttNanos, String path) {
    this.path = path;
    this.format = format;
    this.exact = exact;
    this.rttNanos = rttNanos.clone();
  }

  /** What wrote them, for a reader: {@code ping}, {@code fping}. */
  public String format() {
    return format;
  }

  /** The nodes at the other end, for a reader; empty when it is only one, or not known. */
  public String path() {
    return path;
  }

  /** Whether each round trip is known; else only least, mean and greatest are. */
  public boolean exact() {
    return exact;
  }

  /** How many there are, losses included. */
  public int count() {
    return rttNanos.length;
  }

  /** The round trip of sample {@code index}, or {@link #LOST}. */
  public long rttNanos(int index) {
    return rttNanos[index];
  }

  /** The round trips that are there, shortest first. */
  long[] sorted() {
    return Arrays.stream(rttNanos).filter(rtt -> rtt != LOST).sorted().toArray();
  }
}
