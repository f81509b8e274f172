package io.kald.agent.status;

import java.time.Instant;

/**
 * A change of state as it is shown.
 *
 * @param at when it happened
 * @param from state word before
 * @param to state word after
 * @param reason what caused it, in plain words
 */
public record TransitionView(
    Instant at, String service, String keepalive, String from, String to, String reason) {}
