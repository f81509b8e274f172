package io.kald.agent.api;

import com.fasterxml.jackson.core.JsonGenerator;
import io.kald.agent.status.FailureView;
import io.kald.agent.status.LastProbe;
import io.kald.agent.status.ServiceView;
import io.kald.agent.status.StripView;
import io.kald.agent.status.Summary;
import io.kald.agent.status.TransitionView;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Writes views as fields of the object that is open. Spans are seconds, dates UTC. */
final class JsonViews {
  private JsonViews() {}

  static void summary(JsonGenerator json, Summary summary) throws IOException {
    json.writeNumberField("services", summary.services());
    json.writeNumberField("keepalives", summary.keepalives());
    json.writeObjectFieldStart("states");
    for (Map.Entry<String, Integer> state : summary.states().entrySet()) {
      json.writeNumberField(state.getKey(), state.getValue());
    }
    json.writeEndObject();
    Summary.Minute minute = summary.minute();
    json.writeObjectFieldStart("last_minute");
    json.writeNumberField("probes", minute.probes());
    json.writeNumberField("failed", minute.failed());
    json.writeNumberField("not_probed", minute.notProbed());
    json.writeNumberField("skipped", minute.skipped());
    seconds(json, "worst_delay", minute.worstDelayNanos());
    json.writeEndObject();
  }

  static void own(JsonGenerator json, OwnHealth own) throws IOException {
    json.writeObjectFieldStart("kald");
    json.writeStringField("version", own.version());
    json.writeStringField("transport", own.transport());
    json.writeNumberField("events_dropped", own.eventsDropped());
    json.writeNumberField("faults", own.faults());
    json.writeNumberField("journal_lines_lost", own.journalLinesLost());
    json.writeBooleanField("configuration_taken", own.configurationTaken());
    json.writeEndObject();
  }

  static void service(JsonGenerator json, ServiceView service) throws IOException {
    json.writeStringField("name", service.name());
    json.writeStringField("keepalive", service.keepalive());
    json.writeStringField("kind", service.kind());
    json.writeStringField("target", service.target());
    json.writeStringField("address", service.address());
    json.writeStringField("state", service.state());
    json.writeStringField("since", service.since().toString());
    json.writeNumberField("transitions_total", service.transitions());
    ServiceView.Counts counts = service.counts();
    json.writeNumberField("answered", counts.answered());
    json.writeNumberField("failed", counts.failed());
    json.writeNumberField("not_probed", counts.notProbed());
    json.writeNumberField("skipped", counts.skipped());
    json.writeNumberField("failures_in_row", counts.failuresInRow());
    json.writeNumberField("syn_retransmits", counts.synRetransmits());
    probe(json, "last", service.last());
    probe(json, "last_failure", service.lastFailure());
    strip(json, service.strip());
  }

  static void transitions(JsonGenerator json, List<TransitionView> transitions) throws IOException {
    json.writeArrayFieldStart("transitions");
    for (TransitionView transition : transitions) {
      json.writeStartObject();
      json.writeStringField("at", transition.at().toString());
      json.writeStringField("service", transition.service());
      json.writeStringField("keepalive", transition.keepalive());
      json.writeStringField("from", transition.from());
      json.writeStringField("to", transition.to());
      json.writeStringField("reason", transition.reason());
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  static void failures(JsonGenerator json, List<FailureView> failures) throws IOException {
    json.writeArrayFieldStart("failures");
    for (FailureView failure : failures) {
      json.writeStartObject();
      json.writeStringField("target", failure.target());
      json.writeStringField("address", failure.address());
      fields(json, failure.probe());
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  private static void probe(JsonGenerator json, String name, @Nullable LastProbe probe)
      throws IOException {
    if (probe == null) {
      json.writeNullField(name);
      return;
    }
    json.writeObjectFieldStart(name);
    fields(json, probe);
    json.writeEndObject();
  }

  private static void fields(JsonGenerator json, LastProbe probe) throws IOException {
    json.writeStringField("at", probe.at().toString());
    json.writeStringField("outcome", probe.outcome());
    json.writeStringField("reason", probe.reason());
    json.writeStringField("detail", probe.detail());
    seconds(json, "rtt", probe.rttNanos());
    json.writeNumberField("source_port", probe.sourcePort());
    seconds(json, "delay", Math.max(0, probe.delayNanos()));
  }

  private static void strip(JsonGenerator json, StripView strip) throws IOException {
    json.writeObjectFieldStart("strip");
    json.writeStringField("outcomes", strip.outcomes());
    json.writeStringField("states", strip.states());
    json.writeArrayFieldStart("rtt_micros");
    for (int i = 0; i < strip.size(); i++) {
      json.writeNumber(strip.rttMicros(i));
    }
    json.writeEndArray();
    json.writeEndObject();
  }

  /** Seconds with nine decimals; null when nothing was measured. */
  static void seconds(JsonGenerator json, String name, long nanos) throws IOException {
    if (nanos < 0) {
      json.writeNullField(name);
    } else {
      json.writeNumberField(name, BigDecimal.valueOf(nanos, 9));
    }
  }
}
