package io.kald.agent.status;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One service at one moment.
 *
 * @param name the service
 * @param keepalive its probe stream; the counts are the stream's, shared by all its services
 * @param kind {@code tcp}, {@code icmp}
 * @param target as configured
 * @param address numeric address asked last; empty before the first probe
 * @param state {@code alive}, {@code dying}, {@code down}, {@code suspended} or {@code unknown}
 * @param since when it entered that state
 * @param transitions how often it entered down or alive
 * @param counts results of its probe stream
 * @param last the stream's last result, or null
 * @param lastFailure the stream's last failure, kept however many successes follow, or null
 * @param strip the stream's last results
 */
public record ServiceView(
    String name,
    String keepalive,
    String kind,
    String target,
    String address,
    String state,
    Instant since,
    long transitions,
    Counts counts,
    @Nullable LastProbe last,
    @Nullable LastProbe lastFailure,
    StripView strip) {
  /**
   * Results of a probe stream since it was added.
   *
   * @param answered probes answered
   * @param failed probes rejected or unanswered
   * @param notProbed probes that never left: a fault of this side
   * @param skipped slots this process slept through
   * @param failuresInRow failures since the last answer
   * @param synRetransmits SYNs the kernel sent again: packets were lost
   */
  public record Counts(
      long answered,
      long failed,
      long notProbed,
      long skipped,
      long failuresInRow,
      long synRetransmits) {}
}
