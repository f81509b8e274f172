package io.kald.probe.keepalive;

/**
 * A change of what is known of a service.
 *
 * @param counted whether the CSS counter "State Transitions" moves: entering DOWN or ALIVE counts,
 *     entering DYING or SUSPENDED does not (css-csm.md 1.4)
 * @param atNanos when the result that caused it was known, monotonic
 * @param reason what caused it, for a reader: {@code answered}, {@code 3 failures: refused}
 */
public record Transition(
    Standing from, Standing to, boolean counted, long atNanos, String reason) {}
