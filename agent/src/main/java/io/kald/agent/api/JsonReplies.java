package io.kald.agent.api;

import com.fasterxml.jackson.core.JsonGenerator;
import io.kald.agent.http.Pieces;
import io.kald.agent.http.Reply;
import io.kald.agent.http.Request;
import io.kald.agent.status.PhonePage;
import io.kald.agent.status.ServicePage;
import io.kald.agent.status.ServiceQuery;
import io.kald.agent.status.ServiceView;
import io.kald.agent.status.StatusBoard;
import io.kald.agent.status.Summary;
import io.kald.agent.text.Printable;
import java.io.IOException;
import java.util.Optional;

/** The answers in JSON. */
final class JsonReplies {
  private static final String JSON = "application/json";
  private static final int USUAL_LIMIT = 100;
  private static final int MAX_LIMIT = 1000;
  private static final int DETAILS = 50;

  private final ApiParts parts;

  JsonReplies(ApiParts parts) {
    this.parts = parts;
  }

  Reply summary() throws IOException {
    Summary summary = parts.board().summary();
    OwnHealth own = parts.health().get();
    return reply(
        JsonPieces.object(
            json -> {
              JsonViews.summary(json, summary);
              JsonViews.own(json, own);
            }));
  }

  Reply services(Request request) throws IOException {
    String state = request.text("state");
    if (!state.isEmpty() && !StatusBoard.STATES.contains(state)) {
      throw new Request.BadRequest(
          "state: "
              + Printable.of(state)
              + " (expected: "
              + String.join(", ", StatusBoard.STATES)
              + ")");
    }
    int offset = request.number("offset", 0, 0, Integer.MAX_VALUE);
    int limit = request.number("limit", USUAL_LIMIT, 1, MAX_LIMIT);
    ServicePage page =
        parts.board().page(new ServiceQuery(state, request.text("q"), offset, limit));
    return reply(
        JsonPieces.list(
            json -> place(json, page.matching(), offset, limit),
            "services",
            page.services(),
            JsonViews::service));
  }

  Reply service(Request request) throws IOException {
    String name = request.part("name");
    Optional<ServiceView> found = parts.board().service(name);
    if (found.isEmpty()) {
      return Reply.text(404, "There is no service named " + Printable.of(name) + ".");
    }
    ServiceView service = found.get();
    return reply(
        JsonPieces.object(
            json -> {
              JsonViews.service(json, service);
              JsonViews.transitions(json, parts.board().transitionsOf(name, DETAILS));
              JsonViews.failures(json, parts.board().failuresOf(service.keepalive(), DETAILS));
            }));
  }

  Reply transitions(Request request) throws IOException {
    int limit = request.number("limit", USUAL_LIMIT, 1, MAX_LIMIT);
    return reply(
        JsonPieces.object(json -> JsonViews.transitions(json, parts.board().transitions(limit))));
  }

  Reply phones(Request request) throws IOException {
    int offset = request.number("offset", 0, 0, Integer.MAX_VALUE);
    int limit = request.number("limit", USUAL_LIMIT, 1, MAX_LIMIT);
    PhonePage page = parts.board().phones(offset, limit);
    return reply(
        JsonPieces.list(
            json -> place(json, page.matching(), offset, limit),
            "phones",
            page.phones(),
            PhoneJson::phone));
  }

  private static void place(JsonGenerator json, int matching, int offset, int limit)
      throws IOException {
    json.writeNumberField("matching", matching);
    json.writeNumberField("offset", offset);
    json.writeNumberField("limit", limit);
  }

  private static Reply reply(Pieces document) {
    return Reply.of(200, JSON, document);
  }
}
