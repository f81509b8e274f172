package io.kald.agent.flow;

/**
 * A packet that matters: which and when.
 *
 * @param frame its number in the capture, from 1, as Wireshark counts
 * @param atNanos its date in nanoseconds since 1970, UTC
 */
public record Moment(long frame, long atNanos) {}
