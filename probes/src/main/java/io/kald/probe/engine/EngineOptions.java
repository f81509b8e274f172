package io.kald.probe.engine;

/**
 * How the engine runs.
 *
 * @param loops event loops that own keepalives, 1 to 64
 * @param tickNanos step of each loop's wheel: the latest a probe may start after its due time on an
 *     idle machine, and what is sent in one go
 * @param maxInFlight probes with a descriptor of their own that may be outstanding at once in the
 *     whole engine, or 0: half of what the descriptor limit allows
 * @param nativeTransport whether epoll is used where it is there; otherwise NIO
 * @param resolveEveryNanos how often host names are looked up again
 * @param keepNameNanos how long a name that no longer resolves keeps its last address
 */
public record EngineOptions(
    int loops,
    long tickNanos,
    int maxInFlight,
    boolean nativeTransport,
    long resolveEveryNanos,
    long keepNameNanos) {}
