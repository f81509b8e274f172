package io.kald.agent.api;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Everything the admin port answers, by path. */
final class Endpoints {
  static final String RELOAD = "/-/reload";

  private static final String SERVICES = "/api/v1/services";

  /** Within what a health check usually waits, and beyond what a busy machine does to a loop. */
  static final long STANDSTILL_NANOS = TimeUnit.SECONDS.toNanos(2);

  // deps
  private final ApiParts parts;
  private final JsonReplies json;
  private final Endpoint page;
  private final Map<String, Endpoint> byPath;

  Endpoints(ApiParts parts, Endpoint page, String metricsPath) {
    this.parts = parts;
    this.json = new JsonReplies(parts);
    this.page = page;
    this.byPath =
        Map.of(
            "/",
            page,
            metricsPath,
            this::metrics,
            "/-/healthy",
            this::healthy,
            "/-/ready",
            this::ready,
            RELOAD,
            this::reload,
            "/config",
            this::config,
            "/api/v1/summary",
            request -> json.summary(),
            SERVICES,
            json::services,
            "/api/v1/phones",
            json::phones,
            "/api/v1/transitions",
            json::transitions);
  }

  /** The endpoint of a path, or null. */
  @Nullable Endpoint find(String path) {
    if (path.startsWith(SERVICES + "/")) {
      return request -> json.service(path.substring(SERVICES.length() + 1));
    }
    return byPath.get(path);
  }

  Reply page(Request request) throws IOException {
    return page.answer(request);
  }

  private Reply metrics(Request request) {
    String accept = request.header("Accept");
    Set<String> names = Set.copyOf(request.all("name[]"));
    return new Reply(
        200,
        parts.metrics().contentType(accept),
        Map.of(),
        out -> parts.metrics().write(accept, names, out));
  }

  private Reply healthy(Request request) {
    long behind = parts.behindNanos().getAsLong();
    return behind < STANDSTILL_NANOS
        ? Reply.text(200, "Healthy")
        : Reply.text(
            503,
            "Not healthy: the schedule stands still, for " + behind / 1_000_000 + " ms at least.");
  }

  private Reply ready(Request request) {
    return parts.ready().getAsBoolean()
        ? Reply.text(200, "Ready")
        : Reply.text(503, "Not ready: probing has not begun.");
  }

  private Reply config(Request request) {
    String text = parts.config().get();
    return Reply.text(200, text.stripTrailing());
  }

  private Reply reload(Request request) throws IOException {
    ReloadReply reply;
    try {
      reply = parts.reload().call();
    } catch (IOException | RuntimeException e) {
      throw e;
    } catch (Exception e) {
      throw new IOException(e);
    }
    List<String> problems = reply.problems();
    return problems.isEmpty()
        ? Reply.text(200, reply.summary())
        : Reply.text(500, "The configuration was not taken:\n" + String.join("\n", problems));
  }
}
