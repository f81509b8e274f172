package io.kald.agent.daemon;

import io.kald.agent.cli.Actions.QuickstartRequest;
import io.kald.agent.cli.CliException;
import io.kald.agent.cli.Console;
import io.kald.agent.cli.ExitCode;
import io.kald.agent.config.Config;
import io.kald.agent.config.ConfigException;
import io.kald.agent.config.ConfigFile;
import io.kald.agent.log.LogFormat;
import io.kald.agent.log.LogLevel;
import io.kald.agent.log.Logging;
import io.kald.agent.quickstart.FlappingListener;
import io.kald.agent.quickstart.LiveEvent;
import io.kald.agent.quickstart.LiveRow;
import io.kald.agent.quickstart.LiveView;
import io.kald.agent.status.PhoneView;
import io.kald.agent.status.ServiceQuery;
import io.kald.agent.status.ServiceView;
import io.kald.agent.status.StatusBoard;
import io.kald.probe.time.NanoClock;
import io.kald.probe.time.WallClock;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** {@code kald quickstart}: the daemon on its sample, shown live. Main thread. */
final class Quickstart {
  private static final Duration OPEN = Duration.ofSeconds(5);
  private static final Duration REFUSING = Duration.ofSeconds(5);
  private static final Duration FRAME = Duration.ofMillis(250);
  private static final Duration FOR_EVER = Duration.ofDays(365L * 200);
  private static final String USUAL = "127.0.0.1:9942";
  private static final String NOTHING_LEFT = "That was it. Nothing was left behind.";
  private static final int MOST_ROWS = 50;
  private static final String KEEPING =
      """

      journal: {directory: "${KEPT}/journal"}
      witness: {enabled: true, directory: "${KEPT}"}
      """;

  private final Console console;
  private final LiveEvents events = new LiveEvents(NanoClock.SYSTEM, WallClock.SYSTEM);

  Quickstart(Console console) {
    this.console = console;
  }

  /** Runs until told to stop, or for the length asked. */
  ExitCode run(QuickstartRequest request) throws IOException, InterruptedException {
    // It shows them itself.
    Logging.transitions(false);
    if (console.terminal()) {
      // The table is the message; only what goes wrong may break into it.
      Logging.configure(LogLevel.WARN, LogFormat.LOGFMT);
    }
    try (FlappingListener shop = FlappingListener.start(NanoClock.SYSTEM, OPEN, REFUSING);
        PlayedNodes nodes = PlayedNodes.start()) {
      String admin =
          request.adminListen().map(Quickstart::settled).orElseGet(Quickstart::freeAdminAddress);
      ConfigSource sample = () -> sample(shop.port(), nodes, admin, request.witness());
      try (Daemon daemon = Daemon.start(sample, first(sample), Hangups.taken(), List.of(events))) {
        welcome(daemon.adminUrl());
        show(daemon, request.length().orElse(FOR_EVER));
      }
    }
    console.out().println(request.witness().map(Quickstart::kept).orElse(NOTHING_LEFT));
    return ExitCode.YES;
  }

  private static String kept(Path dir) {
    return "That was it. Packets and journal were kept; to lay them side by side:\n"
        + "  ./kald audit %s/kald-*.pcapng --journal %s/journal".formatted(dir, dir);
  }

  private void show(Daemon daemon, Duration length) throws InterruptedException {
    LiveView view = LiveView.of(console.out(), console.terminal(), console.colours());
    long end = NanoClock.SYSTEM.nanoTime() + length.toNanos();
    boolean stopped = false;
    while (!stopped && end - NanoClock.SYSTEM.nanoTime() > 0) {
      long frame = Math.min(FRAME.toNanos(), end - NanoClock.SYSTEM.nanoTime());
      stopped = daemon.serve(Duration.ofNanos(frame));
      for (LiveEvent event = events.next(); event != null; event = events.next()) {
        view.event(event);
      }
      view.rows(rows(daemon.board()));
    }
  }

  private static List<LiveRow> rows(StatusBoard board) {
    return board.page(new ServiceQuery("", "", 0, MOST_ROWS)).services().stream()
        .sorted(Comparator.comparing(ServiceView::name))
        .map(service -> row(service, board))
        .toList();
  }

  private static LiveRow row(ServiceView service, StatusBoard board) {
    String target = board.phone(service.name()).map(Quickstart::where).orElse(service.target());
    long rtt = service.last() == null ? -1 : service.last().rttNanos();
    return new LiveRow(
        service.name(),
        service.state(),
        Duration.between(service.since(), WallClock.SYSTEM.now()),
        target,
        rtt,
        service.strip().outcomes());
  }

  private static String where(PhoneView phone) {
    return phone.node().isEmpty() ? "at no node" : "at " + phone.node();
  }

  private void welcome(String url) {
    PrintWriter out = console.out();
    out.println("Four rows: three services of this machine and a phone that kald is.");
    out.println();
    out.println("The services are probed with the rules of a load balancer:");
    out.println(
        "once a second, and three failures make DOWN. \"shop\" is opened for 5 s and closed");
    out.println(
        "for 5 s: watch it go ALIVE, DYING, DOWN, ALIVE. All begin as UNKNOWN, until an answer");
    out.println("makes them ALIVE, or three failures DOWN; a phone, until it has registered.");
    out.println();
    out.println(
        "\"desk-phone\" is registered as a phone would be, with the first of two call managers");
    out.println(
        "that kald plays. That one hangs for 5 s of every 20: three KeepAlives later the phone");
    out.println("goes to the other, and back when the first is well.");
    out.println();
    out.println("Meanwhile, in a browser and in another terminal:");
    next("the same with pictures", url + "/");
    next("what Prometheus sees", "curl -s " + url + "/metrics");
    next("one target, as ping does", "./kald probe icmp 127.0.0.1 --count 3");
    next("a configuration to start from", "./kald check agent/src/main/dist/kald.yaml");
    out.println();
  }

  private void next(String what, String command) {
    console.out().printf("  %-31s%s%n", what + ":", command);
  }

  private static Config first(ConfigSource sample) throws IOException {
    try {
      return sample.load();
    } catch (ConfigException e) {
      // Only what was asked for on the command line can be wrong in it.
      throw new CliException(ExitCode.USAGE, "--admin.listen: " + e.getMessage());
    }
  }

  private static Config sample(
      int shopPort, PlayedNodes nodes, String admin, Optional<Path> witness)
      throws ConfigException {
    int colon = admin.lastIndexOf(':');
    Map<String, String> environment =
        Map.of(
            "SHOP_PORT",
            Integer.toString(shopPort),
            "NODE_1",
            nodes.port(0),
            "NODE_2",
            nodes.port(1),
            "ADMIN_LISTEN",
            admin,
            "ADMIN_HOST",
            admin.substring(0, Math.max(0, colon)).replace("[", "").replace("]", ""),
            "ADMIN_PORT",
            admin.substring(colon + 1),
            "KEPT",
            witness.map(Path::toAbsolutePath).map(Path::toString).orElse(""));
    String kept = witness.isPresent() ? KEEPING : "";
    return ConfigFile.parse("quickstart.yaml", text() + kept, environment);
  }

  private static String text() {
    try (InputStream in = Quickstart.class.getResourceAsStream("quickstart.yaml")) {
      byte[] bytes = Objects.requireNonNull(in, "quickstart.yaml").readAllBytes();
      return new String(bytes, StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The usual address, or another port when somebody has it: the first run must not fail. */
  private static String freeAdminAddress() {
    return canBind(9942) ? USUAL : "127.0.0.1:" + anyFreePort();
  }

  /** Port 0 means any, and the sample probes its own admin port: it must be known beforehand. */
  private static String settled(String admin) {
    return admin.endsWith(":0") ? admin.substring(0, admin.length() - 1) + anyFreePort() : admin;
  }

  private static boolean canBind(int port) {
    try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
      return socket.isBound();
    } catch (IOException e) {
      return false;
    }
  }

  private static int anyFreePort() {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
