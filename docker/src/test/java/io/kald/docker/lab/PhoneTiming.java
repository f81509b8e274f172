package io.kald.docker.lab;

import java.time.Duration;

/**
 * When a phone must have noticed what became of its node, by the rules of the phone (probes'
 * README.md); K is the time between two KeepAlives.
 */
final class PhoneTiming {
  private static final Duration K = Duration.ofSeconds(CallManager.KEEPALIVE);
  private static final int MISSED_ACKS = 3;

  /** Six intervals, each 1.66 times the one before. */
  private static final double NORMAL_FACTOR = 30.2;

  /** The first of the six: 200 ms once four answers are measured, 300 ms before. */
  private static final double LEAST_BASE = 0.2;

  private static final double FIRST_BASE = 0.3;
  private static final Duration MOST_BACKOFF = Duration.ofSeconds(60);
  private static final Duration DELAYED = Duration.ofMillis(35_800);

  /** Registering with the next node. */
  static final Duration REGISTER = Duration.ofMillis(500);

  /** How long a better node is watched before the phone goes back, in these scenarios. */
  static final Duration MONITOR = Duration.ofSeconds(3);

  private PhoneTiming() {}

  /** The connection is gone: RST or FIN. */
  static Window atOnce() {
    return new Window(Duration.ZERO, Timing.SLACK);
  }

  /** A KeepAlive of which the next one finds no KeepAliveAck: sent within K, judged K later. */
  static Window firstMiss() {
    return new Window(K.minus(Timing.SLACK), K.multipliedBy(2).plus(Timing.SLACK));
  }

  /**
   * Until a node is tried again that is back after {@code away}. After n failures in a row it is
   * left alone for 2^(n-1) to 2^n s, 60 s at most. The waits before the last one lie within {@code
   * away} and are 2^(n-1) - 1 s or more; so the last one is at most twice {@code away} and a
   * second.
   */
  static Duration triedAgain(Duration away) {
    Duration longest = away.plusSeconds(1).multipliedBy(2);
    return longest.compareTo(MOST_BACKOFF) < 0 ? longest : MOST_BACKOFF;
  }

  /** The node's TCP is alive, its call control is not: three KeepAlives in a row. */
  static Window hang() {
    Duration least = K.multipliedBy(MISSED_ACKS);
    return new Window(least.minus(Timing.SLACK), least.plus(K).plus(Timing.SLACK));
  }

  /** No packet arrives, Normal. */
  static Window normal() {
    Duration most = K.plus(seconds(NORMAL_FACTOR * FIRST_BASE));
    return new Window(
        seconds(NORMAL_FACTOR * LEAST_BASE).minus(Timing.SLACK), most.plus(Timing.SLACK));
  }

  /** No packet arrives, Delayed. */
  static Window delayed() {
    return new Window(DELAYED.minus(Timing.SLACK), DELAYED.plus(K).plus(Timing.SLACK));
  }

  /** Back to a better node: watched for as long as it must be, after it was tried again. */
  static Window back(Duration away) {
    Duration most = triedAgain(away).plus(MONITOR).plus(K.multipliedBy(3)).plus(Timing.SLACK);
    return new Window(Duration.ZERO, most);
  }

  private static Duration seconds(double seconds) {
    return Duration.ofMillis(Math.round(seconds * 1000));
  }
}
