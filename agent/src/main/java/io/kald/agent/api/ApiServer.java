package io.kald.agent.api;

import io.kald.agent.bus.Faults;
import io.kald.agent.http.HttpServer;
import io.kald.agent.http.Routes;
import io.kald.agent.http.Worker;
import io.kald.probe.time.NanoClock;
import java.io.IOException;
import java.net.InetSocketAddress;

/** The admin port. */
public final class ApiServer implements AutoCloseable {
  private static final String NAME = "kald-api";

  // deps
  private final HttpServer server;
  private final Checkup checkup;

  private ApiServer(HttpServer server, Checkup checkup) {
    this.server = server;
    this.checkup = checkup;
  }

  /**
   * Binds and starts; throws when the address cannot be bound.
   *
   * @param clock of the limits on clients
   */
  public static ApiServer start(WebOptions options, ApiParts parts, Faults faults, NanoClock clock)
      throws IOException {
    faults.expect("api");
    StatusPage page = StatusPage.load(options.metricsPath());
    Checkup checkup = new Checkup(parts.behindNanos());
    // A scrape of a hundred thousand services takes a processor for seconds; no probe waits for it.
    Worker worker = new Worker(NAME + "-work", true);
    Routes routes = new Endpoints(parts, checkup).routes(page, options.metricsPath(), worker);
    HttpServer server =
        HttpServer.start(
            new HttpServer.Plan(
                NAME,
                options.nativeTransport(),
                options.listen(),
                routes,
                new Guard(options.listen().getAddress(), options.bearerToken(), page),
                worker,
                options.limits(),
                clock,
                fault -> faults.report("api", fault)));
    return new ApiServer(server, checkup);
  }

  /** Where it listens. */
  public InetSocketAddress address() {
    return server.address();
  }

  /** Stops at once; answers under way are cut off. */
  @Override
  public void close() {
    server.close();
    checkup.close();
  }
}
