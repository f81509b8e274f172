package io.kald.agent.timers;

import io.kald.agent.pcap.CaptureSummary;
import io.kald.agent.pcap.Content;
import io.kald.agent.pcap.Packet;
import io.kald.agent.pcap.PacketHandler;
import java.util.ArrayList;
import java.util.List;

/** Takes the packets of a capture once and plays them on several tables. */
public final class FlowsRun implements PacketHandler {
  // state
  private final List<Played> tables = new ArrayList<>();

  /** Plays on the tables of these boxes. */
  public FlowsRun(List<TimerRules> boxes) {
    boxes.forEach(box -> tables.add(new Played(box)));
  }

  /** The capture is read. */
  public FlowsReport report(CaptureSummary summary) {
    return new FlowsReport(summary, tables.stream().map(Played::report).toList());
  }

  @Override
  public void onPacket(Packet packet) {
    boolean tcp = packet.content() == Content.TCP;
    if (!tcp && packet.content() != Content.UDP) {
      return;
    }
    FlowKey key =
        new FlowKey(
            packet.ipVersion(),
            packet.protocol(),
            packet.sourceHigh(),
            packet.sourceLow(),
            packet.sourcePort(),
            packet.targetHigh(),
            packet.targetLow(),
            packet.targetPort());
    int flags = tcp ? packet.flags() : 0;
    tables.forEach(played -> played.table.onPacket(packet.atNanos(), key, flags));
  }

  /** One table and what it cut. */
  private static final class Played {
    private final CutList cuts = new CutList();
    private final ConnectionTable table;

    Played(TimerRules box) {
      table = new ConnectionTable(box, cuts);
    }

    BoxReport report() {
      return new BoxReport(table.rules(), table.counts(), cuts.first(), cuts.connections());
    }
  }
}
