package io.kald.agent.flow;

import io.kald.agent.flow.TcpExchange.Close;
import java.util.EnumMap;
import java.util.Map;

/** Counts for {@link FlowCounts}. */
@SuppressWarnings("EnumOrdinal") // Counts in an array; the numbers never leave this object.
final class Tally {
  private static final Close[] CLOSES = Close.values();

  // state
  long packets;
  long duplicates;
  long echoes;
  long echoesAnswered;
  long sccp;
  long sccpSkipped;
  long sccpResyncs;
  long rejections;
  long strayRejections;
  long strayResets;
  long evicted;
  private final long[] tcp = new long[CLOSES.length];

  void addTcp(Close close) {
    tcp[close.ordinal()]++;
  }

  FlowCounts counts() {
    Map<Close, Long> byClose = new EnumMap<>(Close.class);
    for (Close close : CLOSES) {
      if (tcp[close.ordinal()] > 0) {
        byClose.put(close, tcp[close.ordinal()]);
      }
    }
    return new FlowCounts(
        packets,
        duplicates,
        Map.copyOf(byClose),
        echoes,
        echoesAnswered,
        sccp,
        sccpSkipped,
        sccpResyncs,
        rejections,
        strayRejections,
        strayResets,
        evicted);
  }
}
