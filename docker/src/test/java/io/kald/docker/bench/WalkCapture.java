package io.kald.docker.bench;

import io.kald.agent.flow.EchoExchange;
import io.kald.agent.flow.FlowCounts;
import io.kald.agent.flow.FlowListener;
import io.kald.agent.flow.FlowTable;
import io.kald.agent.flow.SccpSeen;
import io.kald.agent.flow.TcpExchange;
import io.kald.agent.pcap.CaptureReader;
import io.kald.agent.pcap.CaptureSummary;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;

/**
 * Reads a capture with the table of connections and tells totals, as the yardstick in C does. What
 * it uses is what an audit uses before it judges.
 *
 * <pre>WalkCapture counts|records FILE...</pre>
 *
 * With {@code counts} connections are counted, with {@code records} each becomes a record and SCCP
 * messages are read. Of several files all but the first are read by code that is compiled already.
 */
public final class WalkCapture implements FlowListener {
  // deps
  private final boolean records;

  // state
  private long exchanges;
  private long messages;

  private WalkCapture(boolean records) {
    this.records = records;
  }

  /** Reads the files in their order. */
  public static void main(String[] words) throws IOException {
    for (int i = 1; i < words.length; i++) {
      long begun = System.nanoTime();
      var walk = new WalkCapture(words[0].equals("records"));
      var table = new FlowTable(walk);
      CaptureSummary summary = CaptureReader.read(Path.of(words[i]), table);
      table.finish();
      walk.print(summary, table.counts(), (System.nanoTime() - begun) / 1e9);
    }
  }

  private void print(CaptureSummary summary, FlowCounts counts, double seconds) {
    System.out.printf(
        Locale.ROOT,
        "{\"packets\": %d, \"connections\": %d, \"records\": %d, \"messages\": %d, \"seconds\": %.3f}%n",
        summary.packets(),
        counts.allTcp(),
        exchanges,
        messages,
        seconds);
  }

  @Override
  public boolean wantsTcp() {
    return records;
  }

  @Override
  public boolean wantsSccp() {
    return records;
  }

  @Override
  public void onTcp(TcpExchange exchange) {
    exchanges++;
  }

  @Override
  public void onEcho(EchoExchange exchange) {
    exchanges++;
  }

  @Override
  public void onSccp(SccpSeen message) {
    messages++;
  }
}
