package io.kald.agent.simulate;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.kald.agent.simulate.CucmState.Counts;
import io.kald.agent.simulate.CucmState.NodeState;
import io.kald.probe.address.IpText;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.TreeMap;

/** The state of a cluster as JSON. */
final class StateJson {
  private static final JsonFactory JSON = new JsonFactory();

  private StateJson() {}

  static String write(CucmState state) {
    StringWriter text = new StringWriter();
    try (JsonGenerator json = JSON.createGenerator(text)) {
      json.writeStartObject();
      json.writeArrayFieldStart("nodes");
      for (NodeState node : state.nodes()) {
        node(json, node);
      }
      json.writeEndArray();
      json.writeObjectFieldStart("devices");
      for (Map.Entry<String, String> device : new TreeMap<>(state.devices()).entrySet()) {
        json.writeStringField(device.getKey(), device.getValue());
      }
      json.writeEndObject();
      json.writeNumberField("trace_lines_lost", state.traceLinesLost());
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return text.append('\n').toString();
  }

  private static void node(JsonGenerator json, NodeState node) throws IOException {
    json.writeStartObject();
    json.writeStringField("name", node.name());
    json.writeStringField("host", IpText.of(node.address().getAddress().getAddress()));
    json.writeNumberField("port", node.address().getPort());
    json.writeStringField("fault", node.fault().toString());
    json.writeNumberField("links", node.links());
    json.writeNumberField("registered", node.registered());
    counts(json, node.counts());
    json.writeEndObject();
  }

  private static void counts(JsonGenerator json, Counts counts) throws IOException {
    json.writeObjectFieldStart("counts");
    json.writeNumberField("accepted", counts.accepted());
    json.writeNumberField("keepalives", counts.keepAlives());
    json.writeNumberField("acks", counts.acks());
    json.writeNumberField("backup_drops", counts.backupDrops());
    json.writeNumberField("registers", counts.registers());
    json.writeNumberField("rejects", counts.rejects());
    json.writeNumberField("unregisters", counts.unregisters());
    json.writeNumberField("tokens", counts.tokens());
    json.writeNumberField("token_rejects", counts.tokenRejects());
    json.writeNumberField("shed", counts.shed());
    json.writeEndObject();
  }
}
