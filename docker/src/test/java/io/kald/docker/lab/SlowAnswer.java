package io.kald.docker.lab;

import io.kald.agent.store.JournalEntry;
import io.kald.docker.lab.Timing.How;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/** 11: a way so slow that answers come just before or just after the time-out. */
final class SlowAnswer implements Scenario {
  private static final int PORT = 8080;
  private static final Duration JUST = Duration.ofMillis(300);
  private static final int PROBES = 5;
  private static final Path PROGRAM = Path.of("lab", "slow_path.py");

  // deps
  private final boolean over;

  /** Over the time-out, or under it. */
  SlowAnswer(boolean over) {
    this.over = over;
  }

  @Override
  public Row row() {
    return over
        ? new Row(
            "11b",
            "answers take T + 300 ms (F=2 s, R=T=1 s)",
            "DYING, DOWN `no answer in time`, for TCP and for echoes",
            "DOWN (M-1)R ~ F+(M-1)R+T, ALIVE within R+T",
            "kald")
        : new Row(
            "11a",
            "answers take T - 300 ms (F=2 s, R=T=1 s)",
            "nothing: TCP and echoes stay ALIVE, round trips are told as they are",
            "over 5 probes each",
            "kald");
  }

  @Override
  public Timing timing() {
    return new Timing(Duration.ofSeconds(2), Duration.ofSeconds(1), 3, Duration.ofSeconds(1));
  }

  @Override
  public void play(Stage stage) throws IOException {
    Host peer = stage.peer("peer");
    Host router = stage.path("router", peer);
    stage.captureAtKald(peer);
    Peers.nginx(peer, PORT);
    stage.tcp("web", peer, PORT);
    stage.icmp("echo", peer);
    Duration timeout = stage.timing().timeout();
    Duration way = over ? timeout.plus(JUST) : timeout.minus(JUST);
    String program = router.write("slow_path.py", Files.readString(PROGRAM));
    // A way that is later than told, because the machine is busy, would be another scenario.
    String first = "chrt -f -p 20 $$ || renice -n -15 -p $$; exec python3 -u ";
    router.start("slow", "sh", "-c", first + program + " slow0 " + way.toMillis()).await("ready");
    router.shell("ip link set slow0 up && ip route add default dev slow0 table 100");
    stage.begin();
    String rule = "iif eth0 to " + peer.address() + " lookup 100";
    Fault slow = stage.fault(() -> router.shell("ip rule add " + rule));
    if (over) {
      stage.goesDown("web", How.SILENT, "no answer in time", slow);
      stage.goesDown("echo", How.SILENT, "no answer in time", slow);
      Fault back = stage.fault(() -> router.shell("ip rule del " + rule));
      stage.comesBack("web", How.SILENT, back);
      stage.comesBack("echo", How.SILENT, back);
    } else {
      roundTrips(stage, slow, way);
    }
    stage.finish();
  }

  private static void roundTrips(Stage stage, Fault slow, Duration way) {
    for (String service : new String[] {"web", "echo"}) {
      JournalEntry first =
          stage
              .kald()
              .journal()
              .await(
                  "a slow answer to " + service,
                  stage.timing().frequency().multipliedBy(PROBES),
                  e ->
                      e.text("keepalive").equals(service)
                          && e.spanNanos("rtt", 0) >= way.toNanos());
      stage.measure(service + " answered slowly", first, slow, stage.timing().dying(How.SILENT));
      stage.awaitProbes(service, PROBES);
    }
  }
}
