package io.kald.agent.timers;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.util.List;

/** For programs: one JSON object. Spans are seconds, dates are RFC 3339 in UTC. */
public final class JsonFlowsOutput implements FlowsOutput {
  private static final JsonFactory JSON = new JsonFactory();
  private static final int MOST_LISTED = 1_000;

  // deps
  private final PrintWriter out;

  /** Writes to {@code out}. */
  public JsonFlowsOutput(PrintWriter out) {
    this.out = out;
  }

  @Override
  public void write(FlowsReport report) {
    try {
      JsonGenerator json = JSON.createGenerator(out);
      json.disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET);
      json.writeStartObject();
      json.writeNumberField("packets", report.packets());
      json.writeBooleanField("damaged", report.capture().damage() != null);
      json.writeArrayFieldStart("boxes");
      for (BoxReport box : report.boxes()) {
        box(json, box);
      }
      json.writeEndArray();
      if (report.boxes().size() == 2) {
        compare(json, report.boxes().get(0), report.boxes().get(1));
      }
      json.writeEndObject();
      json.close();
      out.println();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void box(JsonGenerator json, BoxReport box) throws IOException {
    json.writeStartObject();
    rules(json, box.rules());
    counts(json, box.counts());
    json.writeArrayFieldStart("cuts");
    for (Cut cut : box.cuts()) {
      json.writeStartObject();
      connection(json, cut.connection());
      json.writeStringField("cause", cut.cause().word());
      json.writeNumberField("idle", Spans.seconds(cut.idleNanos()));
      json.writeStringField("removed", Spans.instant(cut.removedNanos()));
      json.writeStringField("cut", Spans.instant(cut.cutNanos()));
      json.writeStringField("sender", cut.byClient() ? "client" : "server");
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeEndObject();
  }

  private static void rules(JsonGenerator json, TimerRules rules) throws IOException {
    json.writeStringField("box", rules.name());
    json.writeNumberField("idle", Spans.seconds(rules.tcpIdleNanos()));
    json.writeNumberField("udp_idle", Spans.seconds(rules.udpIdleNanos()));
    json.writeNumberField("pending", Spans.seconds(rules.pendingNanos()));
    json.writeBooleanField("keeps_idle", rules.keepsIdle());
    json.writeNumberField("entries", rules.entries());
    json.writeNumberField("entries_per_connection", rules.entriesPerConnection());
    json.writeNumberField("sustainable_per_second", rules.sustainablePerSecond());
  }

  private static void counts(JsonGenerator json, TableCounts counts) throws IOException {
    json.writeNumberField("created", counts.created());
    json.writeNumberField("destroyed", counts.destroyed());
    json.writeNumberField("current", counts.current());
    json.writeNumberField("peak", counts.peak());
    json.writeNumberField("timed_out", counts.timedOut());
    json.writeNumberField("failed", counts.failed());
    json.writeNumberField("refused", counts.refused());
    json.writeNumberField("pending_answered", counts.pendingAnswered());
    json.writeNumberField("half_open", counts.halfOpen());
    json.writeNumberField("reused", counts.reused());
    json.writeNumberField("revived", counts.revived());
    json.writeNumberField("longest_revived", Spans.seconds(counts.longestRevivedNanos()));
    json.writeNumberField("no_room", counts.noRoom());
    json.writeNumberField("late_closes", counts.lateCloses());
    json.writeNumberField("older", counts.older());
    json.writeNumberField("forgotten", counts.forgotten());
    json.writeNumberField("cut_count", counts.cut());
  }

  private static void compare(JsonGenerator json, BoxReport from, BoxReport to) throws IOException {
    json.writeObjectFieldStart("compared");
    json.writeStringField("from", from.rules().name());
    json.writeStringField("to", to.rules().name());
    listed(json, "breaks", FlowsReport.broken(from, to));
    listed(json, "heals", FlowsReport.broken(to, from));
    json.writeEndObject();
  }

  private static void listed(JsonGenerator json, String name, List<ConnectionId> connections)
      throws IOException {
    json.writeNumberField(name + "_count", connections.size());
    json.writeArrayFieldStart(name);
    for (ConnectionId one : connections.subList(0, Math.min(MOST_LISTED, connections.size()))) {
      json.writeStartObject();
      connection(json, one);
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  private static void connection(JsonGenerator json, ConnectionId connection) throws IOException {
    FlowKey key = connection.key();
    json.writeStringField("protocol", key.protocol() == FlowKey.TCP ? "tcp" : "udp");
    json.writeStringField("client", key.source().toString());
    json.writeStringField("server", key.target().toString());
    json.writeStringField("began", Spans.instant(connection.firstNanos()));
  }
}
