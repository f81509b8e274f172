package io.kald.probe.phone;

import io.kald.probe.PhoneDetection.Geometric;
import java.util.Locale;

/**
 * The time a node usually takes to acknowledge a KeepAlive, learned as TCP learns it (RFC 6298):
 * SRTT + 4 x RTTVAR, kept within bounds. It is the first interval of the Normal detection.
 *
 * <p>Cisco says only that a phone measures how long acknowledgements take
 * (protocol-sccp/SCCP.md#detect-unified-cm-connection-failure); the formula is kald's own. Not safe
 * for use by several threads.
 *
 * <p>One answer later than the base in force may be that of a retransmission and says nothing about
 * the path (Karn, RFC 6298 section 3), so it is held back: an outage leaves no trace in the base
 * (CSCed01179). A second one in a row is the path's new pace, and is learned.
 */
public final class Baseline {
  /** How many KeepAlives must be measured before the base follows them. */
  public static final int ENOUGH = 4;

  private static final double MILLI = 1e6;

  private long leastNanos;
  private long mostNanos;
  private long startNanos;
  private long srttNanos;
  private long rttvarNanos;
  private int samples;
  private boolean lastWasLate;

  private Baseline(Geometric geometric) {
    bounds(geometric);
  }

  /** Other bounds from now on; what was learned stays. */
  void bounds(Geometric geometric) {
    long least = geometric.leastBaseNanos();
    long most = geometric.mostBaseNanos();
    long start = geometric.startBaseNanos();
    if (least <= 0 || most < least || start <= 0) {
      throw new IllegalArgumentException(
          "base: " + least + " to " + most + ", first " + start + " (expected: > 0)");
    }
    leastNanos = least;
    mostNanos = most;
    startNanos = start;
  }

  /** One that has learned nothing yet, within these bounds. */
  public static Baseline of(Geometric geometric) {
    return new Baseline(geometric);
  }

  /** Takes the time between a KeepAlive's first sending and its acknowledgement, 0 or more. */
  public void add(long rttNanos) {
    if (rttNanos < 0) {
      throw new IllegalArgumentException("rttNanos: " + rttNanos + " (expected: >= 0)");
    }
    boolean late = samples >= ENOUGH && rttNanos > baseNanos();
    if (!late || lastWasLate) {
      learn(Math.min(rttNanos, mostNanos));
    }
    lastWasLate = late;
  }

  private void learn(long rttNanos) {
    if (samples == 0) {
      srttNanos = rttNanos;
      rttvarNanos = rttNanos / 2;
    } else {
      rttvarNanos += (Math.abs(srttNanos - rttNanos) - rttvarNanos) / 4;
      srttNanos += (rttNanos - srttNanos) / 8;
    }
    samples = Math.min(samples, Integer.MAX_VALUE - 1) + 1;
  }

  /** The interval after which the first retransmission of a KeepAlive is due. */
  public long baseNanos() {
    return samples < ENOUGH ? startNanos : Math.max(leastNanos, Math.min(mostNanos, learned()));
  }

  /** How many KeepAlives it rests on; those held back are not counted. */
  public int samples() {
    return samples;
  }

  /** Why the base is what it is, as one clause for a reader. */
  public String why() {
    if (samples < ENOUGH) {
      return String.format(
          Locale.ROOT,
          "first interval %s, the starting value, as %d of %d KeepAlives are measured",
          millis(startNanos),
          samples,
          ENOUGH);
    }
    return String.format(
        Locale.ROOT,
        "first interval %s = usual answer %s + 4 x spread %s%s, from %d KeepAlives",
        millis(baseNanos()),
        millis(srttNanos),
        millis(rttvarNanos),
        bound(),
        samples);
  }

  private String bound() {
    if (learned() < leastNanos) {
      return ", raised to the least allowed";
    }
    return learned() > mostNanos ? ", lowered to the most allowed" : "";
  }

  private long learned() {
    return srttNanos + 4 * rttvarNanos;
  }

  private static String millis(long nanos) {
    return String.format(Locale.ROOT, nanos < 10 * MILLI ? "%.1f ms" : "%.0f ms", nanos / MILLI);
  }
}
