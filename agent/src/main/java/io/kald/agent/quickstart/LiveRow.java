package io.kald.agent.quickstart;

import java.time.Duration;

/**
 * One service as it is shown.
 *
 * @param state {@code alive}, {@code dying}, {@code down}, {@code suspended} or {@code unknown}
 * @param age how long it has been in that state
 * @param rttNanos round trip of its last probe, or -1 when that was not answered
 * @param results its last results, oldest first: {@code a} answered, {@code r} rejected, {@code u}
 *     unanswered, {@code n} not probed, {@code s} skipped
 */
public record LiveRow(
    String service, String state, Duration age, String target, long rttNanos, String results) {}
