package io.kald.probe.phone;

import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;

/**
 * How long a node is left alone after it failed: 1 s, doubled with each failure up to 60 s, and of
 * that a share between half and the whole, so that phones which lost a node together do not come
 * back together. The share is a hash of phone, node and failure: the same history has the same
 * waits.
 */
final class Backoff {
  static final long LEAST_NANOS = TimeUnit.SECONDS.toNanos(1);
  static final long MOST_NANOS = TimeUnit.SECONDS.toNanos(60);

  private static final int LARGEST_SHIFT = 6;
  private static final long FNV_OFFSET = 0xcbf29ce484222325L;
  private static final long FNV_PRIME = 0x100000001b3L;

  private Backoff() {}

  /** Distinguishes the waits of one phone with one node from all others. */
  static long seed(String device, String node) {
    long h = FNV_OFFSET;
    for (byte b : (device + '\n' + node).getBytes(StandardCharsets.UTF_8)) {
      h = (h ^ (b & 0xff)) * FNV_PRIME;
    }
    return h;
  }

  /**
   * The wait after this many failures in a row.
   *
   * @param seed see {@link #seed}
   * @param failures at least 1
   * @return 1 s to 60 s
   */
  static long nanos(long seed, int failures) {
    long whole = Math.min(MOST_NANOS, (2 * LEAST_NANOS) << Math.min(failures - 1, LARGEST_SHIFT));
    return whole / 2 + Math.floorMod(mixed(seed, failures), whole / 2 + 1);
  }

  private static long mixed(long seed, int failures) {
    long h = (seed ^ failures) * 0xff51afd7ed558ccdL;
    h = (h ^ (h >>> 33)) * 0xc4ceb9fe1a85ec53L;
    return h ^ (h >>> 33);
  }
}
