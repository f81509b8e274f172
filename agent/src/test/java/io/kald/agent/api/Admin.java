package io.kald.agent.api;

import io.kald.agent.bus.Faults;
import io.kald.agent.bus.Sink;
import io.kald.agent.http.HttpLimits;
import io.kald.agent.http.Pieces;
import io.kald.agent.metrics.MetricsPage;
import io.kald.agent.metrics.MetricsSink;
import io.kald.agent.metrics.PerService;
import io.kald.agent.metrics.Surroundings;
import io.kald.agent.status.StatusBoard;
import io.kald.agent.status.StatusSink;
import io.kald.probe.event.ProbeEvent;
import io.kald.probe.time.ManualTime;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** An admin port on a free port of 127.0.0.1, fed by hand. */
public final class Admin implements AutoCloseable {
  public final ManualTime time = new ManualTime();
  public final Faults faults = new Faults();
  public volatile boolean ready = true;
  public volatile long behindNanos;
  public volatile Supplier<CompletionStage<ReloadReply>> reload =
      () ->
          CompletableFuture.completedFuture(
              new ReloadReply("1 keepalive added, 2 unchanged", List.of(), List.of()));

  private final HttpClient client = HttpClient.newHttpClient();
  private final StatusBoard board = new StatusBoard(time, time);
  private final StatusSink status = new StatusSink(board);
  private final MetricsSink counts;
  private final MetricsPage page;
  final ApiParts parts;
  private final ApiServer server;

  public Admin(PerService mode, @Nullable String token) throws IOException {
    counts = new MetricsSink(mode, time, time);
    page = new MetricsPage(counts, new QuietSurroundings());
    parts =
        new ApiParts(
            board,
            new PageExposition(page),
            () -> new OwnHealth("0.1.0-test", "epoll", 0, 0, 0, true),
            () -> behindNanos,
            () -> ready,
            () -> reload.get(),
            () -> "services:\n  web: {}\n");
    WebOptions options =
        new WebOptions(
            true,
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
            () -> Optional.ofNullable(token),
            WebOptions.METRICS,
            HttpLimits.USUAL);
    server = ApiServer.start(options, parts, faults, time);
  }

  public void take(ProbeEvent event) {
    for (Sink sink : List.of(status, counts)) {
      try {
        sink.accept(event);
      } catch (Exception e) {
        throw new AssertionError(e);
      }
    }
  }

  public InetSocketAddress address() {
    return server.address();
  }

  /** Ends the server while whoever uses it is still there. */
  public void stop() {
    server.close();
  }

  public int port() {
    return server.address().getPort();
  }

  public URI uri(String path) {
    return URI.create("http://127.0.0.1:" + port() + path);
  }

  public HttpResponse<String> get(String path, String... headers) {
    return ask(path, request -> {}, HttpResponse.BodyHandlers.ofString(), headers);
  }

  public HttpResponse<String> post(String path, String... headers) {
    return ask(
        path,
        request -> request.POST(HttpRequest.BodyPublishers.noBody()),
        HttpResponse.BodyHandlers.ofString(),
        headers);
  }

  public <T> HttpResponse<T> ask(
      String path,
      Consumer<HttpRequest.Builder> change,
      HttpResponse.BodyHandler<T> body,
      String... headers) {
    HttpRequest.Builder request = HttpRequest.newBuilder(uri(path));
    if (headers.length > 0) {
      request.headers(headers);
    }
    change.accept(request);
    try {
      return client.send(request.build(), body);
    } catch (IOException e) {
      throw new AssertionError(path, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(path, e);
    }
  }

  @Override
  public void close() {
    server.close();
    page.close();
  }

  private record PageExposition(MetricsPage page) implements Exposition {
    @Override
    public String contentType(@Nullable String accept) {
      return page.contentType(accept);
    }

    @Override
    public Pieces pieces(@Nullable String accept, Set<String> names) {
      return page.scrape(accept, names)::next;
    }
  }

  private static final class QuietSurroundings implements Surroundings {
    @Override
    public Build build() {
      return new Build("0.1.0-test", "abc1234", "17");
    }

    @Override
    public Engine engine() {
      return new Engine("epoll", 19_000);
    }

    @Override
    public Ports ports() {
      return new Ports(List.of(new PortPool("any:51000-51999", 1000, 2, 1)), Map.of("web", 997L));
    }

    @Override
    public List<Neighbours> neighbours() {
      return List.of(new Neighbours("ipv4", 77, 1024));
    }

    @Override
    public Map<String, Long> eventsDropped() {
      return Map.of("journal", 0L, "status", 3L);
    }

    @Override
    public long logLinesDropped() {
      return 7;
    }

    @Override
    public Map<String, Long> faults() {
      return Map.of("engine", 0L);
    }

    @Override
    public JournalCounts journal() {
      return new JournalCounts(10, 2_000, 1, 2);
    }

    @Override
    public WitnessCounts witness() {
      return new WitnessCounts(true, 5, 4, 3, 2, 1, 0, 4096, Map.of("not-on-wire", 6L), 7);
    }

    @Override
    public Reload reload() {
      return new Reload(true, 1_795_234_045.5);
    }
  }
}
