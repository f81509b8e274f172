package io.kald.agent.audit;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An audit for programs: one JSON object. Spans are seconds, dates UTC; what is unknown is null.
 */
public final class AuditJson {
  private static final JsonFactory JSON = new JsonFactory();

  private AuditJson() {}

  /** Writes it and a line's end to {@code out}. */
  public static void write(AuditReport report, PrintWriter out) {
    StringWriter text = new StringWriter(4096);
    write(report, text, false);
    out.println(text);
    out.flush();
  }

  /**
   * Writes it.
   *
   * @param drawn whether each probe is written as well, as a picture needs it
   */
  static void write(AuditReport report, Writer to, boolean drawn) {
    try (JsonGenerator json = JSON.createGenerator(to)) {
      json.disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET);
      json.writeStartObject();
      json.writeBooleanField("conforms", report.conforms());
      json.writeBooleanField("judged", report.judged());
      capture(json, report);
      json.writeArrayFieldStart("streams");
      for (StreamReport stream : report.streams()) {
        stream(json, stream, drawn);
      }
      json.writeEndArray();
      json.writeArrayFieldStart("phones");
      for (SccpSummary phone : report.phones()) {
        phone(json, phone, drawn);
      }
      json.writeEndArray();
      json.writeArrayFieldStart("findings");
      for (Finding finding : report.findings()) {
        finding(json, finding);
      }
      json.writeEndArray();
      counts(json, report);
      @Nullable Paired paired = report.paired();
      if (paired != null) {
        paired(json, paired);
      }
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void capture(JsonGenerator json, AuditReport report) throws IOException {
    CaptureFacts capture = report.capture();
    json.writeObjectFieldStart("capture");
    json.writeStringField("name", capture.name());
    json.writeNumberField("packets", capture.packets());
    json.writeNumberField("dropped", capture.dropped());
    json.writeStringField("damage", capture.damage());
    json.writeStringField("from", Dates.iso(capture.firstNanos()));
    json.writeStringField("to", Dates.iso(capture.lastNanos()));
    json.writeNumberField("streams_ignored", report.ignored());
    json.writeNumberField("probes_left_out", report.leftOut());
    strings(json, "keepalives_unseen", report.unseen());
    strings(json, "streams_mixed", report.mixed());
    json.writeEndObject();
  }

  private static void strings(JsonGenerator json, String name, List<String> texts)
      throws IOException {
    json.writeArrayFieldStart(name);
    for (String text : texts) {
      json.writeString(text);
    }
    json.writeEndArray();
  }

  private static void stream(JsonGenerator json, StreamReport stream, boolean drawn)
      throws IOException {
    json.writeStartObject();
    json.writeStringField("stream", stream.key().toString());
    json.writeStringField("prober", stream.key().prober());
    json.writeStringField("target", stream.key().target().toString());
    json.writeStringField("kind", stream.inferred().kind());
    json.writeObjectFieldStart("judged_by");
    json.writeStringField("origin", stream.terms().origin());
    seconds(json, "frequency", stream.terms().rule().frequencyNanos());
    json.writeNumberField("maxfailure", stream.terms().rule().maxFailure());
    seconds(json, "retryperiod", stream.terms().rule().retryNanos());
    json.writeEndObject();
    inferred(json, stream.inferred());
    json.writeArrayFieldStart("states");
    for (StateSeen state : stream.states()) {
      json.writeStartObject();
      json.writeStringField("at", Dates.iso(state.atNanos()));
      json.writeNumberField("frame", state.frame());
      json.writeStringField("from", state.transition().from().word());
      json.writeStringField("to", state.transition().to().word());
      json.writeStringField("reason", state.transition().reason());
      json.writeEndObject();
    }
    json.writeEndArray();
    if (drawn) {
      drawn(json, stream);
    }
    json.writeEndObject();
  }

  private static void drawn(JsonGenerator json, StreamReport stream) throws IOException {
    json.writeArrayFieldStart("probes");
    for (StreamReport.Drawn probe : stream.probes()) {
      json.writeStartObject();
      json.writeNumberField("at", probe.atNanos() / 1000);
      json.writeNumberField("frame", probe.frame());
      seconds(json, "rtt", probe.rttNanos());
      json.writeStringField("outcome", probe.word());
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  private static void inferred(JsonGenerator json, Inferred seen) throws IOException {
    json.writeObjectFieldStart("inferred");
    json.writeNumberField("probes", seen.probes());
    json.writeNumberField("answered", seen.answered());
    json.writeNumberField("closed_at_once", seen.closedAtOnce());
    seconds(json, "period", seen.periodNanos());
    seconds(json, "jitter", seen.jitterNanos());
    json.writeNumberField("regular", seen.regular());
    seconds(json, "retryperiod", seen.retryNanos());
    seconds(json, "retryperiod_down", seen.downNanos());
    number(json, "maxfailure", seen.maxFailure());
    json.writeStringField("close", seen.close());
    seconds(json, "timeout_at_least", seen.timeoutAtLeastNanos());
    seconds(json, "timeout_at_most", seen.timeoutAtMostNanos());
    seconds(json, "rtt_median", seen.rttMedianNanos());
    seconds(json, "rtt_p99", seen.rttP99Nanos());
    json.writeStringField("source_ports", seen.sourcePorts());
    json.writeEndObject();
  }

  private static void phone(JsonGenerator json, SccpSummary phone, boolean drawn)
      throws IOException {
    json.writeStartObject();
    json.writeStringField("stream", phone.link());
    json.writeStringField("device", phone.device());
    json.writeStringField("role", phone.role());
    json.writeNumberField("keepalives", phone.keepAlives());
    json.writeNumberField("answered", phone.answered());
    json.writeNumberField("tcp_acked_only", phone.tcpOnly());
    seconds(json, "active_interval", phone.activeNanos());
    seconds(json, "standby_interval", phone.standbyNanos());
    number(json, "asked_interval", phone.askedSeconds() == 0 ? -1 : phone.askedSeconds());
    json.writeStringField("detection", phone.detection());
    seconds(json, "rtt_median", phone.rttMedianNanos());
    if (drawn) {
      drawn(json, phone.drawn());
    }
    json.writeEndObject();
  }

  private static void drawn(JsonGenerator json, LinkDrawn link) throws IOException {
    json.writeStringField("phone", link.phone());
    json.writeStringField("node", link.node());
    json.writeNumberField("first", link.firstNanos() / 1000);
    json.writeNumberField("last", link.lastNanos() / 1000);
    json.writeArrayFieldStart("registered");
    for (LinkDrawn.Span span : link.spans()) {
      json.writeStartArray();
      json.writeNumber(span.fromNanos() / 1000);
      json.writeNumber(span.toNanos() / 1000);
      json.writeEndArray();
    }
    json.writeEndArray();
    json.writeArrayFieldStart("words");
    for (LinkDrawn.Word word : link.words()) {
      json.writeStartObject();
      json.writeNumberField("at", word.atNanos() / 1000);
      json.writeNumberField("frame", word.frame());
      json.writeStringField("outcome", word.text());
      json.writeNullField("rtt");
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeArrayFieldStart("sent");
    for (LinkDrawn.Sent sent : link.keepAlives()) {
      json.writeStartObject();
      json.writeNumberField("at", sent.atNanos() / 1000);
      json.writeNumberField("frame", sent.frame());
      json.writeStringField("outcome", sent.word());
      json.writeBooleanField("active", sent.active());
      seconds(json, "rtt", sent.rttNanos());
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  private static void finding(JsonGenerator json, Finding finding) throws IOException {
    json.writeStartObject();
    json.writeStringField("rule", finding.rule().word());
    json.writeStringField("stream", finding.stream());
    json.writeStringField("at", Dates.iso(finding.atNanos()));
    json.writeArrayFieldStart("frames");
    for (long frame : finding.frames()) {
      json.writeNumber(frame);
    }
    json.writeEndArray();
    json.writeStringField("text", finding.text());
    json.writeStringField("means", finding.rule().meaning());
    json.writeEndObject();
  }

  private static void counts(JsonGenerator json, AuditReport report) throws IOException {
    json.writeArrayFieldStart("counts");
    for (Map.Entry<String, Map<RuleId, Integer>> stream : report.counts().entrySet()) {
      for (Map.Entry<RuleId, Integer> count : stream.getValue().entrySet()) {
        json.writeStartObject();
        json.writeStringField("stream", stream.getKey());
        json.writeStringField("rule", count.getKey().word());
        json.writeNumberField("count", count.getValue());
        json.writeEndObject();
      }
    }
    json.writeEndArray();
  }

  private static void paired(JsonGenerator json, Paired paired) throws IOException {
    json.writeObjectFieldStart("journal");
    json.writeNumberField("probes", paired.claims());
    json.writeNumberField("confirmed", paired.confirmed());
    json.writeNumberField("not_on_wire", paired.notOnWire());
    json.writeNumberField("unrecorded", paired.unrecorded());
    json.writeNumberField("time_differs", paired.timeDiffers());
    json.writeNumberField("verdict_differs", paired.verdictDiffers());
    json.writeNumberField("unknown", paired.unknown());
    json.writeNumberField("unreadable_lines", paired.unreadable());
    seconds(json, "sent_error_p50", paired.sentP50Nanos());
    seconds(json, "sent_error_p99", paired.sentP99Nanos());
    seconds(json, "rtt_error_p50", paired.rttP50Nanos());
    seconds(json, "rtt_error_p99", paired.rttP99Nanos());
    json.writeEndObject();
  }

  private static void number(JsonGenerator json, String name, long value) throws IOException {
    if (value < 0) {
      json.writeNullField(name);
    } else {
      json.writeNumberField(name, value);
    }
  }

  private static void seconds(JsonGenerator json, String name, long nanos) throws IOException {
    json.writeFieldName(name);
    if (nanos < 0) {
      json.writeNull();
    } else {
      json.writeNumber(BigDecimal.valueOf(nanos, 9).toPlainString());
    }
  }
}
