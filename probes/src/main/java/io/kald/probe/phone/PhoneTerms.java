package io.kald.probe.phone;

import io.kald.probe.PhoneTimers;
import java.util.concurrent.TimeUnit;

/**
 * What a node's RegisterAck asks of the phone.
 *
 * @param keepAliveNanos interval on the active link
 * @param standbyNanos interval on other links
 * @param protocol the SCCP version both speak, or 0: the node did not say
 */
public record PhoneTerms(long keepAliveNanos, long standbyNanos, int protocol) {
  /** CUCM's own: 30 s and 60 s. */
  static final PhoneTerms NONE =
      new PhoneTerms(TimeUnit.SECONDS.toNanos(30), TimeUnit.SECONDS.toNanos(60), 0);

  /**
   * What is taken of it. An interval of 0 is none at all; without a second interval (CallManager 2)
   * the first is for both.
   */
  PhoneTerms within(PhoneTimers timers) {
    long first = keepAliveNanos > 0 ? keepAliveNanos : NONE.keepAliveNanos;
    long second = standbyNanos > 0 ? standbyNanos : first;
    return new PhoneTerms(bounded(first, timers), bounded(second, timers), protocol);
  }

  private static long bounded(long nanos, PhoneTimers timers) {
    return Math.max(timers.leastKeepAliveNanos(), Math.min(timers.mostKeepAliveNanos(), nanos));
  }
}
