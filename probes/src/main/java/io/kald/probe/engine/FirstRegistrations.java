package io.kald.probe.engine;

import io.kald.probe.schedule.Stagger;
import java.util.concurrent.TimeUnit;

/**
 * When phones that begin together register: spread by their names, so that thousands do not knock
 * at once. Call managers shed phones that come too fast
 * (protocol-sccp/SCCP.md#keepalives-and-failover). Pure.
 */
final class FirstRegistrations {
  /** They come at this distance on average, while that does not take too long. */
  static final long SPACING_NANOS = TimeUnit.MILLISECONDS.toNanos(2);

  /** The last of them begins by then, however many there are. */
  static final long MOST_NANOS = TimeUnit.SECONDS.toNanos(20);

  private static final long TICK_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

  private FirstRegistrations() {}

  /**
   * How long a phone waits.
   *
   * @param phones how many begin together, it among them; one alone does not wait
   */
  static long delayNanos(String phone, int phones) {
    long window = Math.min(MOST_NANOS, (phones - 1) * SPACING_NANOS);
    return window == 0 ? 0 : Stagger.phaseNanos(phone, window, TICK_NANOS);
  }
}
