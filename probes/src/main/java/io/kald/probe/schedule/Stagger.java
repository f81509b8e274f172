package io.kald.probe.schedule;

import java.nio.charset.StandardCharsets;

/**
 * Spreads keepalives over their period by a stable hash of the name: the same name has the same
 * phase at every start, whatever else is configured.
 */
public final class Stagger {
  private static final long FNV_OFFSET = 0xcbf29ce484222325L;
  private static final long FNV_PRIME = 0x100000001b3L;

  private Stagger() {}

  /** The keepalive's place in its period, 0 to {@code periodNanos} - 1, on a whole tick. */
  public static long phaseNanos(String name, long periodNanos, long tickNanos) {
    long ticks = Math.max(1, periodNanos / tickNanos);
    return Math.multiplyHigh(hash(name) >>> 1, ticks << 1) * tickNanos;
  }

  /** The keepalive's first place in its period from then on, monotonic nanoseconds as all times. */
  public static long placeFrom(long nanos, String name, long periodNanos, long tickNanos) {
    Cadence grid = new Cadence(phaseNanos(name, periodNanos, tickNanos), periodNanos);
    return grid.dueAt(grid.slotFrom(nanos));
  }

  /** FNV-1a with a finalizer that lets neighbouring names fall far apart. */
  private static long hash(String name) {
    long h = FNV_OFFSET;
    for (byte b : name.getBytes(StandardCharsets.UTF_8)) {
      h = (h ^ (b & 0xff)) * FNV_PRIME;
    }
    h = (h ^ (h >>> 33)) * 0xff51afd7ed558ccdL;
    h = (h ^ (h >>> 33)) * 0xc4ceb9fe1a85ec53L;
    return h ^ (h >>> 33);
  }
}
