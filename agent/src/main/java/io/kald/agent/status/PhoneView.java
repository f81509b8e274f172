package io.kald.agent.status;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One phone at one moment.
 *
 * @param group the phone, by its configured name
 * @param device its device name
 * @param state the state of its service
 * @param node the node it is registered with; empty: none
 * @param since when it registered there, or lost its node; null before either
 * @param standby the node it would go to next; empty: none
 * @param baselineNanos first interval of the Normal detection as learned; -1 while nothing is
 * @param samples KeepAlives the baseline rests on
 * @param lastFailover null when there was none
 * @param trouble the last registration that failed since it was last registered, or null
 */
public record PhoneView(
    String group,
    String device,
    String state,
    String node,
    @Nullable Instant since,
    String standby,
    long baselineNanos,
    int samples,
    @Nullable FailoverView lastFailover,
    @Nullable Trouble trouble) {
  /**
   * A node the phone left.
   *
   * @param to where it went; empty: no node took it
   * @param cause the phone's own word
   * @param words the same for a reader, a sentence without its full stop
   * @param outageNanos without call control; -1 when it found no node
   */
  public record FailoverView(
      Instant at,
      String from,
      String to,
      String cause,
      String words,
      long detectionNanos,
      long outageNanos) {}

  /** A node that did not take the phone, and why, in words. */
  public record Trouble(Instant at, String node, String words) {}
}
