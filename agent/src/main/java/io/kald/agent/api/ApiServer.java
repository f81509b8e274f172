package io.kald.agent.api;

import com.sun.net.httpserver.HttpServer;
import io.kald.agent.bus.Faults;
import io.kald.probe.net.Background;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The admin port, on the JDK's own HTTP server: it costs the start next to nothing, and four
 * threads answer a page and a scraper well.
 */
public final class ApiServer implements AutoCloseable {
  private static final int THREADS = 4;
  private static final int BACKLOG = 64;

  /** Limits of the JDK's server, read once by its first use; seconds, bytes and counts. */
  private static final Map<String, String> LIMITS =
      Map.of(
          "sun.net.httpserver.maxReqTime", "10",
          "sun.net.httpserver.maxRspTime", "120",
          "sun.net.httpserver.idleInterval", "60",
          "sun.net.httpserver.maxReqHeaders", "100",
          "sun.net.httpserver.maxReqHeaderSize", "65536",
          "sun.net.httpserver.nodelay", "true",
          "jdk.httpserver.maxConnections", "128");

  // deps
  private final HttpServer server;
  private final ExecutorService threads;

  private ApiServer(HttpServer server, ExecutorService threads) {
    this.server = server;
    this.threads = threads;
  }

  /** Binds and starts; throws when the address cannot be bound. */
  public static ApiServer start(WebOptions options, ApiParts parts, Faults faults)
      throws IOException {
    faults.expect("api");
    LIMITS.forEach((name, value) -> System.setProperty(name, System.getProperty(name, value)));
    HttpServer server = HttpServer.create(options.listen(), BACKLOG);
    AtomicInteger number = new AtomicInteger();
    ExecutorService threads =
        Executors.newFixedThreadPool(
            THREADS,
            work -> {
              Runnable giving = () -> giveWay(work);
              Thread thread = new Thread(giving, "kald-api-" + number.incrementAndGet());
              thread.setDaemon(true);
              return thread;
            });
    Guard guard = new Guard(server.getAddress().getAddress(), options.bearerToken());
    Endpoints endpoints =
        new Endpoints(parts, StatusPage.load(options.metricsPath()), options.metricsPath());
    server.setExecutor(threads);
    server.createContext("/", new Router(guard, endpoints, faults));
    server.start();
    return new ApiServer(server, threads);
  }

  /**
   * A scrape of a hundred thousand services takes a processor for seconds; no probe waits for it.
   */
  private static void giveWay(Runnable work) {
    Background.lowerThisThread(); // Where that is not possible, it competes.
    work.run();
  }

  /** Where it listens. */
  public InetSocketAddress address() {
    return server.getAddress();
  }

  /** Stops at once; answers under way are cut off. */
  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
