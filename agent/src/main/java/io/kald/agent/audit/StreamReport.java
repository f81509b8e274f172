package io.kald.agent.audit;

import java.util.List;

/**
 * One stream of probes, judged.
 *
 * @param lastNanos when its last probe left
 * @param judged whether rules were applied; traffic that is no keepalive is only counted
 * @param probes for drawing; in the order in which they left
 */
public record StreamReport(
    StreamKey key,
    Inferred inferred,
    Terms terms,
    long lastNanos,
    boolean judged,
    List<StateSeen> states,
    List<Drawn> probes) {
  /**
   * A probe as a picture needs it.
   *
   * @param rttNanos time to the answer, or -1
   * @param word {@code answered}, {@code rejected} or {@code unanswered}
   * @param frame its SYN or request
   */
  public record Drawn(long atNanos, long rttNanos, String word, long frame) {}
}
