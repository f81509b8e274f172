package io.kald.agent.api;

import io.kald.agent.http.Access;
import io.kald.agent.http.Reply;
import io.kald.agent.http.Request;
import io.kald.agent.http.Routes;
import io.kald.agent.http.Worker;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Everything the admin port answers, by path. */
final class Endpoints {
  /** Within what a health check usually waits, and beyond what a busy machine does to a loop. */
  static final long STANDSTILL_NANOS = TimeUnit.SECONDS.toNanos(2);

  // deps
  private final ApiParts parts;
  private final JsonReplies json;
  private final Checkup checkup;

  Endpoints(ApiParts parts, Checkup checkup) {
    this.parts = parts;
    this.json = new JsonReplies(parts);
    this.checkup = checkup;
  }

  /**
   * All routes.
   *
   * @param worker what takes long is worked out there
   */
  Routes routes(StatusPage page, String metricsPath, Worker worker) {
    return new Routes()
        .get("/", Access.READ, request -> CompletableFuture.completedFuture(page.reply()))
        .get(metricsPath, Access.READ, worker.handler(this::metrics))
        .get("/-/healthy", Access.OPEN, request -> healthy())
        .get("/-/ready", Access.OPEN, request -> ready())
        .post("/-/reload", Access.CHANGE, request -> reload())
        .get("/config", Access.READ, worker.handler(request -> config()))
        .get("/api/v1/summary", Access.READ, worker.handler(request -> json.summary()))
        .get("/api/v1/services", Access.READ, worker.handler(json::services))
        .get("/api/v1/services/{name}", Access.READ, worker.handler(json::service))
        .get("/api/v1/phones", Access.READ, worker.handler(json::phones))
        .get("/api/v1/transitions", Access.READ, worker.handler(json::transitions));
  }

  private Reply metrics(Request request) {
    String accept = request.header("Accept");
    Set<String> names = Set.copyOf(request.all("name[]"));
    return Reply.of(
        200, parts.metrics().contentType(accept), parts.metrics().pieces(accept, names));
  }

  private CompletionStage<Reply> healthy() {
    return checkup
        .behind()
        .thenApply(
            behind ->
                behind < STANDSTILL_NANOS
                    ? Reply.text(200, "Healthy")
                    : Reply.text(503, "Not healthy: " + standstill(behind)));
  }

  private CompletionStage<Reply> ready() {
    if (!parts.ready().getAsBoolean()) {
      return CompletableFuture.completedFuture(
          Reply.text(503, "Not ready: probing has not begun."));
    }
    return checkup
        .behind()
        .thenApply(
            behind ->
                behind < STANDSTILL_NANOS
                    ? Reply.text(200, "Ready")
                    : Reply.text(503, "Not ready: " + standstill(behind)));
  }

  private static String standstill(long behindNanos) {
    return "the schedule stands still, for " + behindNanos / 1_000_000 + " ms at least.";
  }

  private Reply config() {
    return Reply.text(200, parts.config().get().stripTrailing());
  }

  private CompletionStage<Reply> reload() {
    return parts.reload().get().thenApply(Endpoints::reloaded);
  }

  private static Reply reloaded(ReloadReply reply) {
    List<String> problems = reply.problems();
    return problems.isEmpty()
        ? Reply.text(
            200,
            Stream.concat(Stream.of(reply.summary()), reply.notes().stream())
                .collect(Collectors.joining("\n")))
        : Reply.text(500, "The configuration was not taken:\n" + String.join("\n", problems));
  }
}
