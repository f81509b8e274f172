package io.kald.agent.daemon;

import io.kald.agent.bus.Faults;
import io.kald.agent.bus.Sink;
import io.kald.agent.cli.Version;
import io.kald.agent.config.Config;
import io.kald.agent.config.WebConfig;
import io.kald.agent.metrics.MetricsPage;
import io.kald.agent.metrics.PerService;
import io.kald.agent.notify.ServiceManager;
import io.kald.agent.notify.Watchdog;
import io.kald.agent.status.StatusBoard;
import io.kald.probe.engine.Engines;
import io.kald.probe.kind.Kinds;
import io.kald.probe.kind.ProbeKind;
import io.kald.probe.time.NanoClock;
import io.kald.probe.time.WallClock;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The running daemon: engine, sinks and admin port, started in this order and closed in the reverse
 * one. Started, served and closed by the main thread; {@link #stop} may be called by any.
 */
final class Daemon implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Daemon.class);

  /** Nobody who reloads waits longer for a loop or a page that hangs. */
  private static final Duration SHOWN_PATIENCE = Duration.ofSeconds(2);

  // deps
  private final Desk desk = new Desk();
  private final SharedRequest<Reloader.Outcome> reloads = new SharedRequest<>(desk, this::reload);
  private final ServiceManager manager =
      ServiceManager.of(System.getenv(), ProcessHandle.current().pid());
  private final Sinks sinks;
  private final Engines.Started engine;
  private final Reloader reloader;
  private final Around around;
  private final MetricsPage page;
  private final @Nullable AdminPort admin;

  private volatile boolean probing;
  private @Nullable Watchdog watchdog;
  private volatile String stopReason = "its time is over";

  private Daemon(ConfigSource source, Config config, Faults faults, List<Sink> more)
      throws InterruptedException {
    // The admin port is the last to start and the only one an operator's mistake can stop.
    sinks = Sinks.start(config, faults, more);
    engine = Engines.start(config.engine(), sinks.bus(), faults::report, sinks.review());
    reloader =
        new Reloader(
            source,
            engine.engine(),
            WallClock.SYSTEM,
            config,
            faults,
            this::awaitShown,
            this::reloaded);
    boolean full = PerService.valueOf(config.metrics().perService().name()) == PerService.FULL;
    around = new Around(sinks, faults, engine, reloader, full);
    page = new MetricsPage(sinks.metrics(), around);
    admin = admin(config.web(), faults);
  }

  private @Nullable AdminPort admin(WebConfig web, Faults faults) {
    AdminPort.Parts parts =
        new AdminPort.Parts(sinks, faults, engine, reloader, page, () -> probing, reloads::ask);
    return web.listen() == null ? null : AdminPort.open(web.listen(), web.telemetryPath(), parts);
  }

  /**
   * Starts the daemon; it probes when this has returned.
   *
   * @param config what {@code source} gave first
   * @param hangups become reloads from when it probes
   * @param more sinks besides the daemon's own
   */
  static Daemon start(ConfigSource source, Config config, Hangups hangups, List<Sink> more)
      throws InterruptedException {
    long began = NanoClock.SYSTEM.nanoTime();
    Daemon daemon = new Daemon(source, config, new Faults(), more);
    daemon.listen();
    daemon.probe(config);
    log.info(
        "ready: {} admin={} {} transport={} loops={} in-flight={} daemon-ms={}"
            + " since-launch-ms={}",
        Version.current(),
        daemon.adminUrl(),
        config.counts().inPairs(),
        daemon.engine.transport(),
        config.engine().loops(),
        daemon.engine.maxInFlight(),
        (NanoClock.SYSTEM.nanoTime() - began) / 1_000_000,
        sinceLaunch());
    daemon.watched();
    hangups.to(daemon::reloadLater);
    return daemon;
  }

  /** From here on the service manager may count on this daemon. */
  private void watched() {
    watchdog = Watchdog.start(manager, engine.engine()::behindNanos);
    manager.ready(status());
  }

  private String status() {
    return reloader.config().counts().inWords() + ", " + adminUrl();
  }

  /** Where a browser finds the admin port, or {@code off}. */
  String adminUrl() {
    return admin == null ? "off" : admin.url();
  }

  StatusBoard board() {
    return sinks.board();
  }

  /**
   * Does what signals and the admin port ask for.
   *
   * @return whether it was told to stop; false when the time is over
   */
  boolean serve(Duration atMost) throws InterruptedException {
    return desk.serve(atMost.toNanos(), NanoClock.SYSTEM);
  }

  /** Ends {@link #serve}. */
  void stop(String reason) {
    stopReason = reason;
    desk.close();
    reloader.abandon();
  }

  /** Stops probing, lets every sink take what is waiting, and frees the admin port. */
  @Override
  public void close() {
    log.info("stopping: {}", stopReason);
    manager.stopping(stopReason);
    if (watchdog != null) {
      watchdog.close();
    }
    if (admin != null) {
      admin.close();
    }
    engine.engine().close();
    if (sinks.journal() != null) {
      sinks.journal().stopping(stopReason);
    }
    sinks.close();
    page.close();
    manager.close();
    log.info("stopped");
  }

  private void probe(Config config) {
    engine.missing().forEach(sentence -> log.warn("transport: {}", sentence));
    config.warnings().forEach(warning -> log.warn("configuration: {}", warning));
    OnLinkTargets.warnings(config).forEach(warning -> log.warn("configuration: {}", warning));
    DescriptorNote.of(config, engine).ifPresent(note -> log.warn("descriptors: {}", note));
    for (ProbeKind<?> kind : Kinds.all()) {
      if (config.keepalives().stream().anyMatch(k -> k.kind().equals(kind.name()))) {
        kind.problem().ifPresent(problem -> log.warn("{}: {}", kind.name(), problem));
      }
    }
    if (sinks.journal() != null) {
      sinks.journal().started(Version.current().toString(), digest(config));
    }
    engine.engine().apply(config.monitored());
    awaitShown();
    probing = true;
  }

  /** Waits until what runs is what page and metrics show; false: not in time. */
  private boolean awaitShown() {
    long end = NanoClock.SYSTEM.nanoTime() + SHOWN_PATIENCE.toNanos();
    boolean settled = engine.engine().settle(SHOWN_PATIENCE);
    around.reloaded();
    return settled && sinks.awaitShown(end - NanoClock.SYSTEM.nanoTime());
  }

  private void listen() {
    Signals.on("TERM", () -> stop("SIGTERM"));
    Signals.on("INT", () -> stop("SIGINT"));
  }

  private void reloadLater() {
    var unused = reloads.ask();
  }

  private Reloader.Outcome reload() {
    manager.reloading(NanoClock.SYSTEM.nanoTime());
    return reloader.reload();
  }

  /** Whoever asked for it. */
  private void reloaded(Reloader.Outcome outcome) {
    manager.ready(outcome.ok() ? status() : status() + ", configuration refused: see the log");
    if (outcome.ok()) {
      DescriptorNote.of(outcome.config(), engine)
          .ifPresent(note -> log.warn("descriptors: {}", note));
    }
    if (sinks.journal() != null) {
      sinks.journal().reloaded(outcome.ok(), digest(outcome.config()), outcome.problems());
    }
  }

  /** Names a configuration, so that two journals can be told to have run the same. */
  private static String digest(Config config) {
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256")
              .digest(config.effective().getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(hash, 0, 8);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  /** Milliseconds since the launcher handed over to the JVM, or -1 when it was not used. */
  private static long sinceLaunch() {
    long launchedMicros = Long.getLong("kald.launched", -1);
    return launchedMicros < 0 ? -1 : (WallClock.SYSTEM.epochNanos() / 1000 - launchedMicros) / 1000;
  }
}
