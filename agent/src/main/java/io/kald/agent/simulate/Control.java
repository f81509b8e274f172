package io.kald.agent.simulate;

import io.kald.agent.http.Access;
import io.kald.agent.http.HttpLimits;
import io.kald.agent.http.HttpServer;
import io.kald.agent.http.Reply;
import io.kald.agent.http.Request;
import io.kald.agent.http.Routes;
import io.kald.agent.http.Worker;
import io.kald.agent.text.Printable;
import io.kald.probe.address.IpText;
import io.kald.probe.time.NanoClock;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The control API: {@code GET /state}, and {@code POST /nodes/NAME/fault} with the fault as its
 * body.
 */
final class Control implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Control.class);
  private static final String NAME = "kald-cucm-control";
  private static final Pattern LOOPBACK =
      Pattern.compile("(localhost|127\\.\\d+\\.\\d+\\.\\d+|\\[::1])(:\\d+)?");

  private final HttpServer server;

  private Control(HttpServer server) {
    this.server = server;
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
    Worker worker = new Worker(NAME + "-work", false);
    Routes routes =
        new Routes()
            .get("/state", Access.READ, worker.handler(request -> state(cucm)))
            .post(
                "/nodes/{name}/fault",
                Access.CHANGE,
                worker.handler(request -> fault(cucm, request.part("name"), request.body())));
    try {
      return new Control(
          HttpServer.start(
              new HttpServer.Plan(
                  NAME,
                  true,
                  at,
                  routes,
                  (request, access) -> refusal(request),
                  worker,
                  HttpLimits.USUAL,
                  NanoClock.SYSTEM,
                  fault -> log.error("a fault of kald in the control API", fault))));
    } catch (IOException e) {
      throw new SimulationException(
          "the control API cannot listen on " + at + ": " + e.getMessage());
    }
  }

  String url() {
    InetSocketAddress address = server.address();
    String host = IpText.of(address.getAddress().getAddress());
    return "http://" + (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + address.getPort();
  }

  @Override
  public void close() {
    server.close();
  }

  /** A page of a browser, or a name of somebody else's that resolves to this machine. */
  private static @Nullable Reply refusal(Request request) {
    @Nullable String host = request.header("Host");
    boolean known = host != null && LOOPBACK.matcher(host.toLowerCase(Locale.ROOT)).matches();
    return request.header("Origin") == null && known
        ? null
        : Reply.text(403, "This answers to programs of this machine only, not to pages.");
  }

  private static Reply state(Cucm cucm) throws IOException {
    return Reply.of(
        200, "application/json", StateJson.write(cucm.state()).getBytes(StandardCharsets.UTF_8));
  }

  private static Reply fault(Cucm cucm, String name, String text) {
    CucmNode node;
    try {
      node = cucm.node(name);
    } catch (IllegalArgumentException e) {
      return Reply.text(404, Printable.of(String.valueOf(e.getMessage())));
    }
    try {
      Fault fault = Fault.parse(text.strip());
      node.fault(fault);
      return Reply.text(200, name + ": " + fault);
    } catch (IllegalArgumentException e) {
      return Reply.text(400, Printable.of(String.valueOf(e.getMessage())));
    } catch (IllegalStateException e) {
      return Reply.text(409, String.valueOf(e.getMessage()));
    }
  }
}
