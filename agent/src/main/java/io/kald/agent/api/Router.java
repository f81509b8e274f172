package io.kald.agent.api;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import io.kald.agent.bus.Faults;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Set;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;

/** Brings each request to its endpoint and sends what that answers. Any thread. */
final class Router implements HttpHandler {
  private static final int BUFFER = 1 << 16;
  private static final Set<String> READING = Set.of("GET", "HEAD");

  // deps
  private final Guard guard;
  private final Endpoints endpoints;
  private final Faults faults;

  Router(Guard guard, Endpoints endpoints, Faults faults) {
    this.guard = guard;
    this.endpoints = endpoints;
    this.faults = faults;
  }

  @Override
  public void handle(HttpExchange exchange) {
    try {
      send(exchange, answer(exchange));
    } catch (IOException e) {
      // The client is gone; there is nobody to tell.
      exchange.close();
    } catch (RuntimeException | Error e) {
      faults.report("api", e);
    } finally {
      exchange.close();
    }
  }

  private Reply answer(HttpExchange exchange) {
    try {
      Request request = new Request(exchange);
      @Nullable Reply refusal = guard.check(request);
      if (refusal == null) {
        return route(request);
      }
      // The page holds no data and asks for the token itself.
      boolean page = refusal.status() == 401 && request.path().equals("/");
      return page ? endpoints.page(request).as(401) : refusal;
    } catch (Request.BadRequest e) {
      return Reply.text(400, String.valueOf(e.getMessage()));
    } catch (IOException | RuntimeException e) {
      faults.report("api", e);
      return Reply.text(500, "A fault of kald itself; its log has the details.");
    }
  }

  private Reply route(Request request) throws IOException {
    boolean reload = request.path().equals(Endpoints.RELOAD);
    if (reload && !request.method().equals("POST")) {
      return Reply.text(405, "This endpoint requires a POST request.").with("Allow", "POST");
    }
    @Nullable Endpoint endpoint = endpoints.find(request.path());
    if (endpoint == null) {
      return Reply.text(404, "There is nothing at " + request.path() + ".");
    }
    if (!reload && !READING.contains(request.method())) {
      return Reply.text(405, "This can only be read.").with("Allow", "GET, HEAD");
    }
    return endpoint.answer(request);
  }

  private static void send(HttpExchange exchange, Reply reply) throws IOException {
    Headers headers = exchange.getResponseHeaders();
    headers.set("Content-Type", reply.contentType());
    headers.set("Cache-Control", "no-store");
    headers.set("X-Content-Type-Options", "nosniff");
    headers.set("X-Frame-Options", "DENY");
    headers.set("Referrer-Policy", "no-referrer");
    headers.set("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'");
    headers.set("Vary", "Accept, Accept-Encoding");
    reply.headers().forEach(headers::set);
    if (exchange.getRequestMethod().equals("HEAD")) {
      exchange.sendResponseHeaders(reply.status(), -1);
      return;
    }
    boolean zip = acceptsGzip(exchange);
    if (zip) {
      headers.set("Content-Encoding", "gzip");
    }
    exchange.sendResponseHeaders(reply.status(), 0);
    OutputStream body = exchange.getResponseBody();
    try (OutputStream out =
        zip ? new GZIPOutputStream(body, BUFFER) : new BufferedOutputStream(body, BUFFER)) {
      reply.body().write(out);
    }
  }

  private static boolean acceptsGzip(HttpExchange exchange) {
    String accepted = exchange.getRequestHeaders().getFirst("Accept-Encoding");
    return accepted != null && accepted.matches(".*\\bgzip\\b(?!\\s*;\\s*q=0(\\.0*)?\\s*(,|$)).*");
  }
}
