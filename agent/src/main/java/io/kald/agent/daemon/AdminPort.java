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
import io.kald.agent.http.HttpLimits;
import io.kald.agent.http.Pieces;
import io.kald.agent.metrics.MetricsPage;
import io.kald.agent.text.Counted;
import io.kald.probe.address.IpText;
import io.kald.probe.engine.Engines;
import io.kald.probe.engine.ProbeEngine;
import io.kald.probe.net.Descriptors;
import io.kald.probe.net.Loops;
import io.kald.probe.time.NanoClock;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The admin port of this daemon: gives the api room what it shows and calls. */
final class AdminPort implements AutoCloseable {
  private static final Path IPV6 = Path.of("/proc/net/if_inet6");
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
    try {
      WebOptions options =
          new WebOptions(
              parts.engine().transport().equals("epoll"),
              address(listen),
              parts::token,
              metricsPath,
              HttpLimits.within(Descriptors.now().soft()));
      return new AdminPort(
          ApiServer.start(options, parts.forApi(), parts.faults(), NanoClock.SYSTEM));
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

  private static InetSocketAddress address(WebConfig.Listen listen) throws IOException {
    if (listen.everywhere()) {
      return new InetSocketAddress(anyAddress(), listen.port());
    }
    InetSocketAddress address = new InetSocketAddress(listen.host(), listen.port());
    if (address.isUnresolved()) {
      throw new IOException("the name does not resolve");
    }
    return address;
  }

  /** A socket of IPv6 takes both kinds, where the machine has them. */
  private static InetAddress anyAddress() throws IOException {
    boolean both = !Loops.nativeAvailable() || Files.exists(IPV6);
    return InetAddress.getByAddress(new byte[both ? 16 : 4]);
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

  /**
   * What the port is made from.
   *
   * @param ready whether the first configuration runs
   * @param reload has the main thread reload, as SIGHUP does
   */
  record Parts(
      Sinks sinks,
      Faults faults,
      Engines.Started engine,
      Reloader reloader,
      MetricsPage page,
      BooleanSupplier ready,
      Supplier<CompletionStage<Reloader.Outcome>> reload) {
    ApiParts forApi() {
      return new ApiParts(
          sinks.board(),
          new Metrics(page),
          this::health,
          () -> engine.engine().behindNanos(HEALTH_PATIENCE),
          ready,
          () -> reload.get().thenApply(Parts::reply),
          reloader::effective);
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

    private static ReloadReply reply(Reloader.Outcome outcome) {
      ProbeEngine.Difference difference = outcome.difference();
      String summary =
          Counted.of(difference.added(), "keepalive")
              + " added, "
              + difference.changed()
              + " changed, "
              + difference.removed()
              + " removed, "
              + difference.unchanged()
              + " unchanged: "
              + outcome.config().counts().inWords();
      return new ReloadReply(summary, outcome.notes(), outcome.problems());
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
    public Pieces pieces(@Nullable String accept, Set<String> names) {
      return page.scrape(accept, names)::next;
    }
  }
}
