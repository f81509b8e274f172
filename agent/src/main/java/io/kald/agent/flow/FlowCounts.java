package io.kald.agent.flow;

import io.kald.agent.flow.TcpExchange.Close;
import java.util.Map;

/**
 * What a flow table has seen so far.
 *
 * @param packets handed to it
 * @param duplicates copies of packets seen at another place; left out of everything else
 * @param tcp connections and attempts that are over, by how they ended; only kinds that occurred
 * @param echoes echoes that are over
 * @param echoesAnswered those with a reply
 * @param sccp SCCP messages
 * @param sccpSkipped bytes of SCCP connections in which no message could be found
 * @param sccpResyncs times that a stream of SCCP messages had to be found again
 * @param rejections ICMP errors about an exchange that is known
 * @param strayRejections ICMP errors about anything else
 * @param strayResets segments with RST of no known connection
 * @param evicted exchanges put out of a full table
 */
public record FlowCounts(
    long packets,
    long duplicates,
    Map<Close, Long> tcp,
    long echoes,
    long echoesAnswered,
    long sccp,
    long sccpSkipped,
    long sccpResyncs,
    long rejections,
    long strayRejections,
    long strayResets,
    long evicted) {

  /** Connections that ended in one way. */
  public long tcp(Close close) {
    return tcp.getOrDefault(close, 0L);
  }

  /** All connections and attempts that are over. */
  public long allTcp() {
    return tcp.values().stream().mapToLong(Long::longValue).sum();
  }
}
