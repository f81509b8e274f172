package io.kald.agent.idle;

/**
 * A connection that was held.
 *
 * @param plannedNanos how long it was to be idle
 * @param idleNanos how long it was, when its fate showed
 * @param sourcePort its port on this machine, or 0
 * @param detail more about the fate, or empty
 */
public record Held(long plannedNanos, long idleNanos, Fate fate, int sourcePort, String detail) {}
