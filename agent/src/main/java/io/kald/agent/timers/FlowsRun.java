package io.kald.agent.timers;

import io.kald.agent.pcap.CaptureReader;
import io.kald.agent.pcap.CaptureSummary;
import io.kald.agent.pcap.Content;
import io.kald.agent.pcap.Packet;
import io.kald.agent.pcap.Progress;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Reads a capture once and plays it on several tables. */
public final class FlowsRun {
  // state
  private final List<Played> tables = new ArrayList<>();

  private FlowsRun(List<TimerRules> boxes) {
    boxes.forEach(box -> tables.add(new Played(box)));
  }

  /**
   * Reads to the end.
   *
   * @param boxes whose timers are tried
   * @throws io.kald.agent.pcap.UnreadableCaptureException if it is not a capture
   * @throws IOException if it cannot be read
   */
  public static FlowsReport read(Path capture, List<TimerRules> boxes, Progress progress)
      throws IOException {
    FlowsRun run = new FlowsRun(boxes);
    CaptureSummary summary = CaptureReader.read(capture, run::take, progress);
    return new FlowsReport(summary, run.tables.stream().map(Played::report).toList());
  }

  private void take(Packet packet) {
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
