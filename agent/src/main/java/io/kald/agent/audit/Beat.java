package io.kald.agent.audit;

import io.kald.agent.flow.Moment;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One KeepAlive of a phone and what came of it.
 *
 * @param active whether the phone was registered over this link
 * @param tcpAcked the packet that acknowledged it by TCP
 * @param acked its KeepAliveAck
 * @param certain whether no other KeepAlive can have had its ack, or it another one's
 * @param again its retransmissions
 */
record Beat(
    Moment sent,
    boolean active,
    @Nullable Moment tcpAcked,
    @Nullable Moment acked,
    boolean certain,
    List<Moment> again) {
  /** From the KeepAlive to its KeepAliveAck, or -1. */
  long rttNanos() {
    return acked == null ? -1 : acked.atNanos() - sent.atNanos();
  }

  /**
   * Whether TCP may hold back what the phone said then: after a time-out it sends nothing new until
   * what it sent is acknowledged.
   */
  boolean holdsBackAt(long atNanos) {
    return sent.atNanos() < atNanos && (tcpAcked == null || tcpAcked.atNanos() > atNanos);
  }

  /** Whether it is known to have reached the node, by whatever acknowledgement. */
  boolean reached() {
    return acked != null || tcpAcked != null;
  }
}
