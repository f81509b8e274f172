package io.kald.docker.lab;

import static org.assertj.core.api.Assertions.assertThat;

import io.kald.docker.lab.Timing.How;
import io.kald.probe.lab.Await;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** 25: Prometheus scrapes kald every second through all of it. */
final class Scraped implements Scenario {
  private static final int PORT = 8080;
  private static final String LISTEN = "127.0.0.1:9090";
  private static final Duration STOPPED = Duration.ofSeconds(5);
  private static final Pattern VALUE = Pattern.compile("\"value\":\\[[0-9.]+,\"([^\"]+)\"\\]");
  private static final List<String> ALL = List.of("web", "echo", "beside", "beside-echo");

  private static final List<String> COUNTERS =
      List.of(
          "kald_probes_total",
          "kald_probe_failures_total",
          "kald_probes_skipped_total",
          "kald_service_transitions_total",
          "kald_schedule_delay_seconds_count",
          "kald_probe_duration_seconds_bucket",
          "kald_journal_lines_total");

  @Override
  public Row row() {
    return new Row(
        "25",
        "Prometheus scrapes kald every second while a server dies and returns, its port is filtered, the"
            + " configuration is reloaded, kald is stopped for 5 s, and killed and started again",
        "DYING, DOWN, ALIVE as in rows 1, 3, 15, 17; no counter is reset but by the new process, each"
            + " once; no scrape fails but while kald is stopped or gone",
        "as in those rows",
        "peer; a probe on its way when kald was killed has no line");
  }

  @Override
  public void play(Stage stage) {
    Host peer = stage.peer("peer");
    Running nginx = Peers.nginx(peer, PORT);
    stage.tcp("web", peer, PORT);
    stage.icmp("echo", peer);
    stage.begin();
    prometheus(stage.home());
    Instant begun = Instant.now();
    targetsFail(stage, peer, nginx);
    reload(stage);
    Duration without = stopped(stage);
    for (String counter : COUNTERS) {
      assertThat(number(stage, "sum(resets(%s[10m]))".formatted(counter)))
          .as("how often %s fell while the process was one", counter)
          .isZero();
    }
    without = without.plus(startedAgain(stage));
    awaitScrapes(stage, 3);
    for (String counter : COUNTERS) {
      assertThat(number(stage, "max(resets(%s[10m]))".formatted(counter)))
          .as("how often %s fell when there were two processes", counter)
          .isLessThanOrEqualTo(1);
    }
    gaps(stage, Duration.between(begun, Instant.now()), without);
    stage.finish();
  }

  private static void prometheus(Host home) {
    String config =
        home.write(
            "prometheus.yml",
            """
            global: {scrape_interval: 1s, scrape_timeout: 1s}
            scrape_configs:
              - job_name: kald
                static_configs: [{targets: ['127.0.0.1:9942']}]
            """);
    home.start(
        "prometheus",
        "prometheus",
        "--config.file=" + config,
        "--storage.tsdb.path=" + home.dir().resolve("tsdb"),
        "--web.listen-address=" + LISTEN);
    home.awaitPort(9090);
    Await.value("the first scrape", () -> query(home, "sum(up)"), answer -> value(answer) == 1);
  }

  private static void targetsFail(Stage stage, Host peer, Running nginx) {
    Fault killed = stage.fault(() -> nginx.signal("KILL"));
    stage.goesDown("web", How.REJECTED, "refused", killed);
    Fault back = stage.fault(() -> Peers.nginx(peer, PORT));
    stage.comesBack("web", How.REJECTED, back);
    String drop = "chain in { type filter hook input priority 0; tcp dport %d drop; }";
    Fault filtered = stage.fault(() -> peer.filter("silent", drop.formatted(PORT)));
    stage.goesDown("web", How.SILENT, "no answer in time", filtered);
    Fault open = stage.fault(() -> peer.unfilter("silent"));
    stage.comesBack("web", How.SILENT, open);
  }

  private static void reload(Stage stage) {
    for (int turn = 1; turn <= 2; turn++) {
      int wanted = turn;
      stage.fault(() -> stage.kald().process().signal("HUP"));
      Await.value(
          "reload " + turn,
          () -> stage.kald().journal().entries("reload"),
          seen -> seen.size() >= wanted);
    }
  }

  private static Duration stopped(Stage stage) {
    Fault stopped = stage.fault(() -> stage.kald().process().signal("STOP"));
    Instant end = stopped.after().plus(STOPPED);
    Await.value("it was stopped long enough", Instant::now, now -> now.isAfter(end));
    Fault on = stage.fault(() -> stage.kald().process().signal("CONT"));
    awaitScrapes(stage, 3);
    return Duration.between(stopped.before(), on.after());
  }

  private static Duration startedAgain(Stage stage) {
    Fault killed = stage.fault(() -> stage.kald().process().end("KILL"));
    Fault again = stage.fault(() -> stage.kald().again());
    Window soon = new Window(Duration.ZERO, Duration.ofSeconds(1));
    ALL.forEach(service -> stage.expect(service, "alive", "answered", again, soon));
    return Duration.between(killed.before(), again.after());
  }

  private static void awaitScrapes(Stage stage, int more) {
    String good = "sum_over_time(up[10m])";
    double known = number(stage, good);
    Await.value(
        more + " more scrapes", () -> number(stage, good), scrapes -> scrapes >= known + more);
  }

  /** Scrapes that are not there, or found nobody, beyond the time in which nobody was there. */
  private static void gaps(Stage stage, Duration whole, Duration without) {
    double failed = number(stage, "count_over_time(up[10m]) - sum_over_time(up[10m])");
    assertThat(failed).as("scrapes that failed").isLessThanOrEqualTo(without.toSeconds() + 3.0);
    assertThat(number(stage, "count_over_time(up[10m])"))
        .as("scrapes in %s", whole)
        .isGreaterThanOrEqualTo(whole.toSeconds() - 2.0);
  }

  private static double number(Stage stage, String query) {
    return value(query(stage.home(), query));
  }

  private static String query(Host home, String query) {
    return home.run(
        "curl", "-sf", "http://" + LISTEN + "/api/v1/query", "--data-urlencode", "query=" + query);
  }

  private static double value(String answer) {
    Matcher found = VALUE.matcher(answer);
    return found.find() ? Double.parseDouble(found.group(1)) : -1;
  }
}
