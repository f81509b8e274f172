package io.kald.agent.timers;

/**
 * A connection that was still in use when the table no longer had it.
 *
 * @param connection which
 * @param cause why it was not in the table
 * @param idleFromNanos date of the last packet before
 * @param removedNanos when it lost its place
 * @param cutNanos date of the packet that no longer found it
 * @param byClient whether the client sent that packet
 */
public record Cut(
    ConnectionId connection,
    Cause cause,
    long idleFromNanos,
    long removedNanos,
    long cutNanos,
    boolean byClient) {
  /** How long it had been idle. */
  public long idleNanos() {
    return cutNanos - idleFromNanos;
  }
}
