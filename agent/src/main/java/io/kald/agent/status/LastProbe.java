package io.kald.agent.status;

import java.time.Instant;

/**
 * A result as it is shown.
 *
 * @param at when its outcome was known
 * @param outcome {@code answered}, {@code rejected}, {@code unanswered} or {@code not-probed}
 * @param reason label of the reason, empty when answered
 * @param detail what exactly, may be empty
 * @param rttNanos round trip time, or -1: none was measured
 * @param sourcePort the port it left from, 0 when it did not leave
 * @param delayNanos how late this process sent it
 */
public record LastProbe(
    Instant at,
    String outcome,
    String reason,
    String detail,
    long rttNanos,
    int sourcePort,
    long delayNanos) {}
