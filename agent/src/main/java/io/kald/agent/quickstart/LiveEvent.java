package io.kald.agent.quickstart;

import java.time.Instant;

/**
 * A change of state as it is shown.
 *
 * @param from state word before
 * @param to state word after
 * @param reason what caused it, in plain words
 */
public record LiveEvent(Instant at, String service, String from, String to, String reason) {}
