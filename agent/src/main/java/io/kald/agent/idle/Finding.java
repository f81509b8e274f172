package io.kald.agent.idle;

/**
 * What the search found.
 *
 * @param fate of the shortest that died; {@link Fate#KEPT} when none did, {@link Fate#NOT_IDLE} or
 *     {@link Fate#NOT_CONNECTED} when nothing could be found out
 * @param keptNanos longest idle time that was survived, below the shortest that was not
 * @param deadNanos shortest idle time that was not survived; 0 when all were
 * @param keptLongerNanos longest idle time that another connection survived although a shorter one
 *     killed; 0 when there is none
 * @param complete whether the search came to its end
 * @param detail of that fate
 */
public record Finding(
    Fate fate,
    long keptNanos,
    long deadNanos,
    long keptLongerNanos,
    boolean complete,
    String detail) {}
