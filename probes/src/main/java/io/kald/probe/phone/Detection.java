package io.kald.probe.phone;

import io.kald.probe.PhoneDetection;
import io.kald.probe.PhoneDetection.Kind;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.LongStream;

/**
 * When a phone that has heard nothing after a KeepAlive sends it again, and when it gives up: a
 * list of instants counted from the KeepAlive's sending. Immutable, and it remembers nothing of
 * earlier KeepAlives: each starts from its first instant, however the one before it fared
 * (CSCed01179).
 */
public final class Detection {
  /** From protocol-sccp/SCCP.md#detect-unified-cm-connection-failure; the last one is the reset. */
  private static final long[] DELAYED_MILLIS = {
    300, 600, 1_000, 1_800, 3_300, 5_800, 10_800, 20_800, 35_800
  };

  private final boolean adaptive;
  private final double ratio;
  private final int misses;

  private Detection(boolean adaptive, double ratio, int misses) {
    this.adaptive = adaptive;
    this.ratio = ratio;
    this.misses = misses;
  }

  /**
   * The detection that is in force under these settings.
   *
   * @throws IllegalArgumentException when the ratio or the misses are below 1
   */
  public static Detection of(PhoneDetection settings) {
    if (settings.effective() == Kind.DELAYED) {
      return new Detection(false, 1, DELAYED_MILLIS.length);
    }
    double ratio = settings.geometric().ratio();
    int misses = settings.geometric().misses();
    if (!(ratio >= 1) || misses < 1) {
      throw new IllegalArgumentException(
          "ratio: " + ratio + ", misses: " + misses + " (expected: >= 1)");
    }
    return new Detection(true, ratio, misses);
  }

  /**
   * The instants in nanoseconds after the KeepAlive's sending, ascending: at each but the last it
   * is sent again, at the last the connection is reset. A new array every time.
   *
   * @param baseNanos {@link Baseline#baseNanos}, positive; without meaning for Delayed
   */
  public long[] instants(long baseNanos) {
    if (!adaptive) {
      return LongStream.of(DELAYED_MILLIS).map(TimeUnit.MILLISECONDS::toNanos).toArray();
    }
    if (baseNanos <= 0) {
      throw new IllegalArgumentException("baseNanos: " + baseNanos + " (expected: > 0)");
    }
    long[] instants = new long[misses];
    double at = 0;
    double interval = baseNanos;
    for (int k = 0; k < misses; k++) {
      at += interval;
      interval *= ratio;
      instants[k] = Math.round(at);
    }
    return instants;
  }

  /** Whether the instants follow the path: true for Normal, false for Delayed. */
  public boolean adaptive() {
    return adaptive;
  }

  /** Why the instants are what they are, as one sentence for a reader. */
  public String why(Baseline baseline) {
    long[] instants = instants(baseline.baseNanos());
    String given =
        adaptive
            ? "Normal: " + baseline.why() + ", each next one " + ratio + " times as long; "
            : "Delayed: the fixed list of older phones, on every path alike; ";
    return given
        + "sent again after "
        + LongStream.of(instants)
            .limit(instants.length - 1L)
            .mapToObj(Detection::seconds)
            .collect(Collectors.joining(", "))
        + " s, reset after "
        + seconds(instants[instants.length - 1])
        + " s.";
  }

  private static String seconds(long nanos) {
    return String.format(Locale.ROOT, "%.1f", nanos / 1e9);
  }
}
