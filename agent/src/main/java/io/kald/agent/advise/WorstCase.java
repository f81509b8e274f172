package io.kald.agent.advise;

import io.kald.probe.PhoneDetection;
import io.kald.probe.PhoneSpec;
import io.kald.probe.PhoneTimers;
import io.kald.probe.phone.Detection;

/**
 * How long a failure of its node may go unnoticed by a phone, and how long it is then without call
 * control. The worst case is a failure just after an answered KeepAlive: the next one leaves an
 * interval later, and a missing KeepAliveAck is judged when the KeepAlive after it is due.
 *
 * @param keepAliveNanos interval between KeepAlives
 * @param resetNanos last instant of the detection in force
 * @param missedAcks KeepAlives without KeepAliveAck until the phone leaves
 * @param attemptNanos what registering with one node may take, connection included
 */
record WorstCase(long keepAliveNanos, long resetNanos, int missedAcks, long attemptNanos) {
  /** What befalls the node. */
  enum Cause {
    HUNG("call control hangs"),
    PATH("the path breaks"),
    CLOSED("connection closed or reset");

    private final String words;

    Cause(String words) {
      this.words = words;
    }

    String words() {
      return words;
    }
  }

  /**
   * For one phone.
   *
   * @param settings the detection it is looked at with
   * @param baseNanos first interval of Normal; without meaning for Delayed
   * @param askedNanos the interval its node asks for, which the phone's bounds may change
   */
  static WorstCase of(PhoneSpec phone, PhoneDetection settings, long baseNanos, long askedNanos) {
    long[] instants = Detection.of(settings).instants(baseNanos);
    PhoneTimers timers = phone.timers();
    return new WorstCase(
        keepAlive(timers, askedNanos),
        instants[instants.length - 1],
        settings.missedAcks(),
        timers.connectNanos() + timers.registerNanos());
  }

  /** The interval a phone takes when its node asks for {@code askedNanos}. */
  static long keepAlive(PhoneTimers timers, long askedNanos) {
    return Math.max(
        timers.leastKeepAliveNanos(), Math.min(timers.mostKeepAliveNanos(), askedNanos));
  }

  /** From the failure to the decision to leave the node. */
  long noticedNanos(Cause cause) {
    return switch (cause) {
      case HUNG -> (missedAcks + 1) * keepAliveNanos;
      case PATH -> keepAliveNanos + resetNanos;
      case CLOSED -> 0;
    };
  }

  /** From the failure to the registration with the next node, if that one takes the phone. */
  long outageNanos(Cause cause) {
    return noticedNanos(cause) + attemptNanos;
  }
}
