package io.kald.agent.status;

import java.util.Map;

/**
 * Everything in one line.
 *
 * @param services how many there are
 * @param keepalives how many probe streams they share
 * @param states services by state word; all five words are there
 * @param minute what happened in the last minute
 */
public record Summary(int services, int keepalives, Map<String, Integer> states, Minute minute) {
  /**
   * The last minute. What is our own fault stands beside what is the targets'.
   *
   * @param probes probes finished
   * @param failed rejected or unanswered: evidence against targets
   * @param notProbed never left: a fault of this side
   * @param skipped slots slept through: a fault of this side
   * @param worstDelayNanos the latest any probe was sent
   */
  public record Minute(
      long probes, long failed, long notProbed, long skipped, long worstDelayNanos) {}
}
