package io.kald.agent.timers;

/**
 * One connection of a capture, the same for every table that is played.
 *
 * @param key from the client to the server
 * @param firstNanos date of its first packet, in nanoseconds since 1970
 */
public record ConnectionId(FlowKey key, long firstNanos) {}
