package io.kald.agent.api;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.kald.agent.status.PhonePage;
import io.kald.agent.status.PhoneView;
import io.kald.agent.status.ServicePage;
import io.kald.agent.status.ServiceQuery;
import io.kald.agent.status.ServiceView;
import io.kald.agent.status.StatusBoard;
import io.kald.agent.status.Summary;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;

/** The answers in JSON. */
final class JsonReplies {
  private static final String JSON = "application/json";
  private static final int USUAL_LIMIT = 100;
  private static final int MAX_LIMIT = 1000;
  private static final int DETAILS = 50;
  private static final JsonFactory FACTORY = new JsonFactory();

  private final ApiParts parts;

  JsonReplies(ApiParts parts) {
    this.parts = parts;
  }

  Reply summary() {
    Summary summary = parts.board().summary();
    OwnHealth own = parts.health().get();
    return reply(
        200,
        json -> {
          json.writeStartObject();
          JsonViews.summary(json, summary);
          JsonViews.own(json, own);
          json.writeEndObject();
        });
  }

  Reply services(Request request) {
    String state = request.text("state");
    if (!state.isEmpty() && !StatusBoard.STATES.contains(state)) {
      throw new Request.BadRequest(
          "state: " + state + " (expected: " + String.join(", ", StatusBoard.STATES) + ")");
    }
    int offset = request.number("offset", 0, 0, Integer.MAX_VALUE);
    int limit = request.number("limit", USUAL_LIMIT, 1, MAX_LIMIT);
    ServicePage page =
        parts.board().page(new ServiceQuery(state, request.text("q"), offset, limit));
    return reply(
        200,
        json -> {
          json.writeStartObject();
          place(json, page.matching(), offset, limit);
          json.writeArrayFieldStart("services");
          for (ServiceView service : page.services()) {
            json.writeStartObject();
            JsonViews.service(json, service);
            json.writeEndObject();
          }
          json.writeEndArray();
          json.writeEndObject();
        });
  }

  Reply service(String name) {
    Optional<ServiceView> found = parts.board().service(name);
    if (found.isEmpty()) {
      return Reply.text(404, "There is no service named " + name + ".");
    }
    ServiceView service = found.get();
    return reply(
        200,
        json -> {
          json.writeStartObject();
          JsonViews.service(json, service);
          JsonViews.transitions(json, parts.board().transitionsOf(name, DETAILS));
          JsonViews.failures(json, parts.board().failuresOf(service.keepalive(), DETAILS));
          json.writeEndObject();
        });
  }

  Reply transitions(Request request) {
    int limit = request.number("limit", USUAL_LIMIT, 1, MAX_LIMIT);
    return reply(
        200,
        json -> {
          json.writeStartObject();
          JsonViews.transitions(json, parts.board().transitions(limit));
          json.writeEndObject();
        });
  }

  Reply phones(Request request) {
    int offset = request.number("offset", 0, 0, Integer.MAX_VALUE);
    int limit = request.number("limit", USUAL_LIMIT, 1, MAX_LIMIT);
    PhonePage page = parts.board().phones(offset, limit);
    return reply(
        200,
        json -> {
          json.writeStartObject();
          place(json, page.matching(), offset, limit);
          json.writeArrayFieldStart("phones");
          for (PhoneView phone : page.phones()) {
            json.writeStartObject();
            PhoneJson.phone(json, phone);
            json.writeEndObject();
          }
          json.writeEndArray();
          json.writeEndObject();
        });
  }

  private static void place(JsonGenerator json, int matching, int offset, int limit)
      throws IOException {
    json.writeNumberField("matching", matching);
    json.writeNumberField("offset", offset);
    json.writeNumberField("limit", limit);
  }

  private static Reply reply(int status, Content content) {
    return new Reply(
        status,
        JSON,
        Map.of(),
        out -> {
          JsonGenerator json = FACTORY.createGenerator(out);
          json.disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET);
          content.write(json);
          json.writeRaw('\n');
          json.close();
        });
  }

  /** Writes a document. */
  @FunctionalInterface
  private interface Content {
    void write(JsonGenerator json) throws IOException;
  }
}
