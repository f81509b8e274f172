package io.kald.agent.api;

import com.fasterxml.jackson.core.JsonGenerator;
import io.kald.agent.status.PhoneView;
import java.io.IOException;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Writes phones as JSON. Spans are seconds, dates UTC. */
final class PhoneJson {
  private PhoneJson() {}

  /** The fields of the object that is open. */
  static void phone(JsonGenerator json, PhoneView phone) throws IOException {
    json.writeStringField("group", phone.group());
    json.writeStringField("device", phone.device());
    json.writeStringField("state", phone.state());
    json.writeStringField("node", phone.node());
    Instant since = phone.since();
    if (since == null) {
      json.writeNullField("since");
    } else {
      json.writeStringField("since", since.toString());
    }
    json.writeStringField("standby", phone.standby());
    JsonViews.seconds(json, "baseline", phone.baselineNanos());
    json.writeNumberField("baseline_samples", phone.samples());
    failover(json, phone.lastFailover());
    trouble(json, phone.trouble());
  }

  private static void failover(JsonGenerator json, PhoneView.@Nullable FailoverView failover)
      throws IOException {
    if (failover == null) {
      json.writeNullField("last_failover");
      return;
    }
    json.writeObjectFieldStart("last_failover");
    json.writeStringField("at", failover.at().toString());
    json.writeStringField("from", failover.from());
    json.writeStringField("to", failover.to());
    json.writeStringField("cause", failover.cause());
    json.writeStringField("words", failover.words());
    JsonViews.seconds(json, "detection", failover.detectionNanos());
    JsonViews.seconds(json, "outage", failover.outageNanos());
    json.writeEndObject();
  }

  private static void trouble(JsonGenerator json, PhoneView.@Nullable Trouble trouble)
      throws IOException {
    if (trouble == null) {
      json.writeNullField("trouble");
      return;
    }
    json.writeObjectFieldStart("trouble");
    json.writeStringField("at", trouble.at().toString());
    json.writeStringField("node", trouble.node());
    json.writeStringField("words", trouble.words());
    json.writeEndObject();
  }
}
