package io.kald.agent.daemon;

import io.kald.agent.api.ApiParts;
import io.kald.agent.api.ApiServer;
import io.kald.agent.api.Exposition;
import io.kald.agent.api.OwnHealth;
import io.kald.agent.api.ReloadReply;
import io.kald.agent.api.WebOptions;
import io.kald.agent.bus.Faults;
import io.kald.agent.cli.CliException;
import io.kald.agent.cli.ExitCode;
import io.kald.agent.cli.Version;
import io.kald.agent.config.Secret;
import io.kald.agent.config.WebConfig;
import io.kald.agent.metrics.MetricsPage;
import io.kald.probe.address.IpText;
import io.kald.probe.engine.Engines;
import io.kald.probe.engine.ProbeEngine;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The admin port of this daemon: gives the api room what it shows and calls. */
final class AdminPort implements AutoCloseable {
  private static final int RELOAD_SECONDS = 60;
  private static final Duration HEALTH_PATIENCE = Duration.ofSeconds(2);

  private final ApiServer server;

  private AdminPort(ApiServer server) {
    this.server = server;
  }

  /**
   * Opens the port.
   *
   * @throws CliException when the address cannot be bound: that is for the operator to mend
   */
  static AdminPort open(WebConfig.Listen listen, String metricsPath, Parts parts) {
    InetSocketAddress address = new InetSocketAddress(listen.host(), listen.port());
    try {
      WebOptions options = new WebOptions(address, parts::token, metricsPath);
      return new AdminPort(ApiServer.start(options, parts.forApi(), parts.faults()));
    } catch (IOException e) {
      throw new CliException(
          ExitCode.FAULT,
          "the admin port cannot listen on "
              + listen
              + ": "
              + e.getMessage()
              + "; choose another with --admin.listen or web.listen");
    }
  }

  /** Where a browser finds it. */
  String url() {
    InetSocketAddress address = server.address();
    String host = IpText.of(address.getAddress().getAddress());
    return "http://" + (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + address.getPort();
  }

  @Override
  public void close() {
    server.close();
  }

  /** What the port is made from. */
  record Parts(
      Sinks sinks,
      Faults faults,
      Engines.Started engine,
      Reloader reloader,
      MetricsPage page,
      Desk desk) {
    ApiParts forApi() {
      return new ApiParts(
          sinks.board(),
          new Metrics(page),
          this::health,
          () -> engine.engine().behindNanos(HEALTH_PATIENCE),
          () -> true,
          this::reload,
          () -> reloader.config().effective());
    }

    /** Of the configuration in force: a reload changes it. */
    private Optional<String> token() {
      return Optional.ofNullable(reloader.config().web().token()).map(Secret::reveal);
    }

    private OwnHealth health() {
      return new OwnHealth(
          Version.current().version(),
          engine.transport(),
          sum(sinks.bus().dropped().values()),
          sum(faults.counts().values()),
          sinks.journal() == null ? 0 : sinks.journal().figures().linesLost(),
          reloader.successful());
    }

    /** Has the main thread reload, and waits for it. */
    private ReloadReply reload() throws Exception {
      Reloader.Outcome outcome = desk.ask(reloader::reload).get(RELOAD_SECONDS, TimeUnit.SECONDS);
      ProbeEngine.Difference difference = outcome.difference();
      String summary =
          difference.added()
              + " keepalives added, "
              + difference.changed()
              + " changed, "
              + difference.removed()
              + " removed, "
              + difference.unchanged()
              + " unchanged";
      return new ReloadReply(summary, outcome.problems());
    }

    private static long sum(Iterable<Long> counts) {
      long sum = 0;
      for (long count : counts) {
        sum += count;
      }
      return sum;
    }
  }

  private record Metrics(MetricsPage page) implements Exposition {
    @Override
    public String contentType(@Nullable String accept) {
      return page.contentType(accept);
    }

    @Override
    public void write(@Nullable String accept, Set<String> names, OutputStream out)
        throws IOException {
      page.write(accept, names, out);
    }
  }
}
