package io.kald.agent.trace;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.kald.agent.trace.NodeLedger.Change;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** For programs: one JSON object. Times are seconds since the midnight before the first line. */
public final class JsonTraceOutput implements TraceOutput {
  private static final JsonFactory JSON = new JsonFactory();

  // deps
  private final PrintWriter out;

  /** Writes to {@code out}. */
  public JsonTraceOutput(PrintWriter out) {
    this.out = out;
  }

  @Override
  public void write(TraceReport report) {
    try {
      JsonGenerator json = JSON.createGenerator(out);
      json.disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET);
      json.writeStartObject();
      nodes(json, report);
      devices(json, report);
      disagreements(json, report);
      summary(json, report);
      json.writeEndObject();
      json.close();
      out.println();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void nodes(JsonGenerator json, TraceReport report) throws IOException {
    json.writeArrayFieldStart("nodes");
    for (NodeSummary node : report.nodes()) {
      json.writeStartObject();
      json.writeStringField("node", node.node());
      json.writeNumberField("devices", node.devices());
      json.writeNumberField("keepalives", node.keepAlives());
      json.writeNumberField("backup_drops", node.backupDrops());
      json.writeNumberField("gap_count", node.gaps());
      json.writeNumberField("missed", node.missed());
      json.writeNumberField("compared", node.compared());
      json.writeNumberField("disagreement_count", node.disagreements());
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  private static void devices(JsonGenerator json, TraceReport report) throws IOException {
    json.writeArrayFieldStart("devices");
    for (var device : report.ledger().devices().entrySet()) {
      json.writeStartObject();
      json.writeStringField("device", device.getKey());
      json.writeArrayFieldStart("nodes");
      for (Map.Entry<String, NodeLedger> node : device.getValue().entrySet()) {
        node(json, node.getKey(), node.getValue());
      }
      json.writeEndArray();
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  private static void node(JsonGenerator json, String name, NodeLedger ledger) throws IOException {
    json.writeStartObject();
    json.writeStringField("node", name);
    json.writeNumberField("keepalives", ledger.keepAlives());
    json.writeNumberField("acks", ledger.acks());
    json.writeNumberField("backup_drops", ledger.backupDrops());
    seconds(json, "interval", ledger.activeMillis());
    seconds(json, "backup_interval", ledger.standbyMillis());
    json.writeStringField("at_the_end", ledger.belief().words());
    json.writeStringField("last_alarm", ledger.lastAlarm());
    json.writeArrayFieldStart("changes");
    for (Change change : ledger.changes()) {
      json.writeStartObject();
      seconds(json, "at", change.atMillis());
      json.writeStringField("to", change.reason() == 0 ? "registered" : "unregistered");
      json.writeNumberField("reason", change.reason());
      json.writeStringField("words", change.reason() == 0 ? "" : Reasons.words(change.reason()));
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeNumberField("changes_left_out", ledger.changesLeftOut());
    gaps(json, ledger);
    json.writeEndObject();
  }

  private static void gaps(JsonGenerator json, NodeLedger ledger) throws IOException {
    List<Gap> gaps = ledger.gaps().toList();
    json.writeArrayFieldStart("gaps");
    for (Gap gap : gaps) {
      json.writeStartObject();
      seconds(json, "from", gap.fromMillis());
      seconds(json, "to", gap.toMillis());
      json.writeNumberField("missed", gap.missed());
      json.writeBooleanField("backup_link", gap.standby());
      json.writeBooleanField("open", gap.open());
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeNumberField("gaps_left_out", ledger.gapCount() - gaps.size());
  }

  private static void disagreements(JsonGenerator json, TraceReport report) throws IOException {
    json.writeArrayFieldStart("disagreements");
    KaldJournal journal = report.journal();
    for (String node : report.midnights().keySet()) {
      for (var device :
          journal == null ? Map.<String, KaldSays>of().entrySet() : journal.at(node).entrySet()) {
        for (Disagreement one : device.getValue().disagreements()) {
          json.writeStartObject();
          json.writeStringField("at", Instant.ofEpochMilli(one.epochMillis()).toString());
          json.writeStringField("device", device.getKey());
          json.writeStringField("node", node);
          json.writeStringField("kald", one.kald());
          json.writeStringField("trace", one.trace());
          json.writeEndObject();
        }
      }
    }
    json.writeEndArray();
  }

  private static void summary(JsonGenerator json, TraceReport report) throws IOException {
    json.writeNumberField("records", report.records());
    json.writeNumberField("understood", report.understood());
    json.writeNumberField("unreadable", report.unreadable());
    json.writeNumberField("stray_lines", report.strays());
    json.writeNumberField("left_out", report.ledger().leftOut());
    json.writeNumberField("compared", report.compared());
    json.writeNumberField("gap_count", report.gaps());
    json.writeNumberField("disagreement_count", report.disagreements());
  }

  private static void seconds(JsonGenerator json, String name, long millis) throws IOException {
    json.writeNumberField(name, millis / 1000.0);
  }
}
