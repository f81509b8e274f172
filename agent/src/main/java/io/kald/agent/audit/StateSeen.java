package io.kald.agent.audit;

import io.kald.probe.keepalive.Transition;

/**
 * A state a service would have had by what is on the wire.
 *
 * @param atNanos nanoseconds since 1970, UTC
 * @param frame the probe that caused it
 */
public record StateSeen(long atNanos, long frame, Transition transition) {
  /** {@code alive -> dying, 1 failure: refused}. */
  String words() {
    return transition.from().word() + " -> " + transition.to().word() + ", " + transition.reason();
  }
}
