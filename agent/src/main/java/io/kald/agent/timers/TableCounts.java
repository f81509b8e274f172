package io.kald.agent.timers;

/**
 * What a table has seen. Created is destroyed plus current, at any time.
 *
 * @param created connections that got a place
 * @param destroyed connections that lost it, for whatever cause
 * @param current connections that have one
 * @param peak most at once
 * @param timedOut destroyed by the idle or the pending timer
 * @param failed the server answered the SYN with RST, or with nothing until the pending timer ended
 * @param refused those of {@code failed} with RST
 * @param pendingAnswered pending time-outs of connections the server answered and the client never
 *     completed; no failure of the server
 * @param halfOpen connections the client reset after the SYN-ACK, as half-open probes do; neither
 *     time-out nor failure
 * @param reused idle ones whose place was given to another
 * @param revived idle ones that went on because nobody had wanted their place
 * @param longestRevivedNanos longest idle time of those
 * @param noRoom attempts to begin a connection when the table was full
 * @param lateCloses removed ones of which only a FIN or RST came later; nobody misses them
 * @param cut those whose packets found no connection
 * @param older connections that began before the capture
 * @param forgotten removed ones that were put out of memory: a later packet of theirs counts as one
 *     of an older connection
 */
public record TableCounts(
    long created,
    long destroyed,
    long current,
    long peak,
    long timedOut,
    long failed,
    long refused,
    long pendingAnswered,
    long halfOpen,
    long reused,
    long revived,
    long longestRevivedNanos,
    long noRoom,
    long lateCloses,
    long cut,
    long older,
    long forgotten) {}
