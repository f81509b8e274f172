package io.kald.agent.advise;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.math.BigDecimal;

/** Advice for programs: one JSON object on one line. Spans are seconds. */
public final class AdviceJson {
  private static final JsonFactory JSON = new JsonFactory();

  private AdviceJson() {}

  /** Writes it to {@code out}; {@code group} is the phone it is for, empty when it is unknown. */
  public static void write(String group, Samples samples, Advice advice, PrintWriter out) {
    StringWriter line = new StringWriter(800);
    try (JsonGenerator json = JSON.createGenerator(line)) {
      json.writeStartObject();
      if (!group.isEmpty()) {
        json.writeStringField("group", group);
      }
      json.writeStringField("detect_failure", advice.kind().word());
      json.writeArrayFieldStart("reasons");
      for (String reason : advice.reasons()) {
        json.writeString(reason);
      }
      json.writeEndArray();
      figures(json, samples, advice.figures());
      replay(json, "normal", advice.normal());
      replay(json, "delayed", advice.delayed());
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    out.println(line);
  }

  private static void figures(JsonGenerator json, Samples samples, Figures figures)
      throws IOException {
    json.writeObjectFieldStart("samples");
    json.writeStringField("format", samples.format());
    json.writeBooleanField("exact", samples.exact());
    json.writeNumberField("count", figures.count());
    json.writeNumberField("lost", figures.lost());
    json.writeNumberField("longest_loss_run", figures.longestLossRun());
    seconds(json, "rtt_min", figures.leastNanos());
    seconds(json, "rtt_median", figures.medianNanos());
    seconds(json, "rtt_p95", figures.p95Nanos());
    seconds(json, "rtt_p99", figures.p99Nanos());
    seconds(json, "rtt_max", figures.mostNanos());
    json.writeEndObject();
  }

  private static void replay(JsonGenerator json, String name, Replay replay) throws IOException {
    json.writeObjectFieldStart(name);
    json.writeNumberField("keepalives", replay.keepAlives());
    json.writeNumberField("false_failovers", replay.falseFailovers());
    json.writeNumberField("late_answers", replay.lateAnswers());
    json.writeNumberField("deepest", replay.deepest());
    json.writeNumberField("instants", replay.steps());
    seconds(json, "least_base", replay.leastBaseNanos());
    seconds(json, "most_base", replay.mostBaseNanos());
    json.writeEndObject();
  }

  private static void seconds(JsonGenerator json, String name, long nanos) throws IOException {
    json.writeFieldName(name);
    json.writeNumber(BigDecimal.valueOf(nanos, 9).toPlainString());
  }
}
