package io.kald.agent.bus;

import io.kald.probe.event.ProbeEvent;

/**
 * Takes events one at a time, on a thread of its own. It may be slow and it may throw; no probe
 * notices either.
 */
@FunctionalInterface
public interface Sink {
  /** Takes the next event. */
  void accept(ProbeEvent event) throws Exception;

  /** Told before the next event that {@code count} events did not get through. */
  default void lost(long count) throws Exception {}

  /** Called after each batch, and some times a second when there is nothing to do. */
  default void flush() throws Exception {}

  /** Called last, after the final flush. */
  default void close() throws Exception {}
}
