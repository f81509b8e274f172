package io.kald.probe;

import java.util.Locale;
import java.util.concurrent.TimeUnit;

/**
 * How a phone finds out that the path to its node is broken: {@code detectCMConnectionFailure} of
 * its configuration.
 *
 * @param wireless whether the phone is one without a wire: those have no fast detection
 *     (CSCtc43246), whatever {@code kind} says
 * @param geometric the numbers of {@link Kind#NORMAL}
 * @param missedAcks how many KeepAlives in a row may lack their KeepAliveAck, although TCP delivers
 *     them, before the node is left; phones take 3
 */
public record PhoneDetection(Kind kind, boolean wireless, Geometric geometric, int missedAcks) {
  /** What phones have by default: Normal, wired, three missed acks. */
  public static final PhoneDetection DEFAULT =
      new PhoneDetection(Kind.NORMAL, false, Geometric.DEFAULT, 3);

  /** Which of the two detections of a phone is in force. */
  public enum Kind {
    /** Geometric over a learned baseline, about 9 s. */
    NORMAL,
    /** The old list of eight retransmissions, 35.8 s. */
    DELAYED;

    /** The word used in configuration. */
    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * The numbers of the Normal detection: interval k is base x ratio^k.
   *
   * @param ratio how much longer each interval is than the one before, at least 1
   * @param misses how many intervals without an acknowledgement lead to the reset, 1 to 20
   * @param leastBaseNanos smallest first interval
   * @param mostBaseNanos largest first interval
   * @param startBaseNanos first interval while too little is learned
   */
  public record Geometric(
      double ratio, int misses, long leastBaseNanos, long mostBaseNanos, long startBaseNanos) {
    /** 1.66, six misses, 200 ms to 1 s, 300 ms before four samples. */
    public static final Geometric DEFAULT =
        new Geometric(
            1.66,
            6,
            TimeUnit.MILLISECONDS.toNanos(200),
            TimeUnit.SECONDS.toNanos(1),
            TimeUnit.MILLISECONDS.toNanos(300));
  }

  /** The detection that is really in force. */
  public Kind effective() {
    return wireless ? Kind.DELAYED : kind;
  }
}
