package io.kald.agent.simulate;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.kald.probe.address.IpText;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The control API: {@code GET /state}, and {@code POST /nodes/NAME/fault} with the fault as its
 * body. Has a thread of its own.
 */
final class Control implements AutoCloseable {
  private static final int BACKLOG = 16;
  private static final int MAX_BODY = 1000;
  private static final Pattern FAULT = Pattern.compile("/nodes/([^/]+)/fault");
  private static final Pattern LOOPBACK =
      Pattern.compile("(localhost|127\\.\\d+\\.\\d+\\.\\d+|\\[::1])(:\\d+)?");

  // deps
  private final HttpServer server;
  private final ExecutorService thread;
  private final Cucm cucm;

  private Control(HttpServer server, ExecutorService thread, Cucm cucm) {
    this.server = server;
    this.thread = thread;
    this.cucm = cucm;
  }

  /**
   * Listens; whoever reaches it can break the cluster, so that only this machine may.
   *
   * @throws SimulationException when {@code at} is no loopback address or cannot be had
   */
  static Control start(InetSocketAddress at, Cucm cucm) throws SimulationException {
    if (at.isUnresolved() || !at.getAddress().isLoopbackAddress()) {
      throw new SimulationException(
          "the control API cannot listen on "
              + at.getHostString()
              + ": others could reach it (expected: an address of this machine alone, such as"
              + " 127.0.0.1)");
    }
    try {
      HttpServer server = HttpServer.create(at, BACKLOG);
      ExecutorService thread =
          Executors.newSingleThreadExecutor(
              work -> {
                Thread made = new Thread(work, "kald-cucm-control");
                made.setDaemon(true);
                return made;
              });
      Control control = new Control(server, thread, cucm);
      server.setExecutor(thread);
      server.createContext("/", control::handle);
      server.start();
      return control;
    } catch (IOException e) {
      throw new SimulationException(
          "the control API cannot listen on " + at + ": " + e.getMessage());
    }
  }

  String url() {
    InetSocketAddress address = server.getAddress();
    String host = IpText.of(address.getAddress().getAddress());
    return "http://" + (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + address.getPort();
  }

  @Override
  public void close() {
    server.stop(0);
    thread.shutdownNow();
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      Reply reply = answer(exchange);
      byte[] body = reply.body().getBytes(StandardCharsets.UTF_8);
      exchange.getResponseHeaders().set("Content-Type", reply.type());
      exchange.getResponseHeaders().set("Cache-Control", "no-store");
      exchange.getResponseHeaders().set("X-Content-Type-Options", "nosniff");
      exchange.sendResponseHeaders(reply.status(), body.length);
      exchange.getResponseBody().write(body);
    }
  }

  private Reply answer(HttpExchange exchange) throws IOException {
    String path = exchange.getRequestURI().getPath();
    if (foreign(exchange)) {
      return Reply.text(403, "This answers to programs of this machine only, not to pages.");
    }
    boolean post = exchange.getRequestMethod().equals("POST");
    Matcher fault = FAULT.matcher(path);
    if (fault.matches()) {
      return post ? fault(exchange, fault.group(1)) : Reply.text(405, "This requires a POST.");
    }
    if (path.equals("/state")) {
      return post
          ? Reply.text(405, "This can only be read.")
          : new Reply(200, "application/json", StateJson.write(cucm.state()));
    }
    return Reply.text(
        404, "There is nothing at " + path + " (expected: /state, /nodes/NAME/fault).");
  }

  /** A page of a browser, or a name of somebody else's that resolves to this machine. */
  private boolean foreign(HttpExchange exchange) {
    @Nullable String host = exchange.getRequestHeaders().getFirst("Host");
    boolean known = host != null && LOOPBACK.matcher(host.toLowerCase(Locale.ROOT)).matches();
    return exchange.getRequestHeaders().containsKey("Origin") || !known;
  }

  private Reply fault(HttpExchange exchange, String name) throws IOException {
    byte[] body = exchange.getRequestBody().readNBytes(MAX_BODY);
    String text = new String(body, StandardCharsets.UTF_8).strip();
    CucmNode node;
    try {
      node = cucm.node(name);
    } catch (IllegalArgumentException e) {
      return Reply.text(404, String.valueOf(e.getMessage()));
    }
    try {
      Fault fault = Fault.parse(text);
      node.fault(fault);
      return Reply.text(200, name + ": " + fault);
    } catch (IllegalArgumentException e) {
      return Reply.text(400, String.valueOf(e.getMessage()));
    } catch (IllegalStateException e) {
      return Reply.text(409, String.valueOf(e.getMessage()));
    }
  }

  private record Reply(int status, String type, String body) {
    static Reply text(int status, String sentence) {
      return new Reply(status, "text/plain; charset=utf-8", sentence + "\n");
    }
  }
}
