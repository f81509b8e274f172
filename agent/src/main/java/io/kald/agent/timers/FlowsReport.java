package io.kald.agent.timers;

import io.kald.agent.pcap.CaptureSummary;
import io.kald.agent.pcap.Content;
import java.util.List;

/**
 * A capture, and what each box would have made of it.
 *
 * @param boxes in the order in which they were asked for
 */
public record FlowsReport(CaptureSummary capture, List<BoxReport> boxes) {
  /** Packets that a table has seen. */
  public long packets() {
    return capture.count(Content.TCP) + capture.count(Content.UDP);
  }

  /** Whether a box would have cut something. */
  public boolean anyCut() {
    return boxes.stream().anyMatch(box -> box.counts().cut() > 0);
  }

  /** Connections that the one box keeps and the other cuts. */
  public static List<ConnectionId> broken(BoxReport from, BoxReport to) {
    return to.cutConnections().stream()
        .filter(connection -> !from.cutConnections().contains(connection))
        .toList();
  }
}
