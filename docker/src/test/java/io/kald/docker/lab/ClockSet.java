package io.kald.docker.lab;

import io.kald.probe.lab.Await;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** 16: somebody sets the date of kald's machine, an hour back and then an hour forward. */
final class ClockSet implements Scenario {
  private static final int PORT = 8080;
  private static final String LIBRARY = "/usr/lib/*/faketime/libfaketime.so.1";
  private static final int PROBES = 5;

  @Override
  public Row row() {
    return new Row(
        "16",
        "the clock of kald's machine is set back an hour, then forward two, then right",
        "nothing of any service; probes go on in their places, their dates move with the clock",
        "no slot late or missing by the monotonic clock",
        "peer, until the clock is set: from then on dates in the journal are wrong, as they should");
  }

  @Override
  public void play(Stage stage) {
    Host peer = stage.peer("peer");
    Peers.nginx(peer, PORT);
    stage.tcp("web", peer, PORT);
    stage.icmp("echo", peer);
    Host home = stage.home();
    String clock = home.write("clock", "+0");
    stage.startWith(
        "env",
        "LD_PRELOAD=" + home.shell("ls " + LIBRARY).strip(),
        "FAKETIME_TIMESTAMP_FILE=" + clock,
        "FAKETIME_NO_CACHE=1",
        "FAKETIME_DONT_FAKE_MONOTONIC=1",
        // Else each timed wait of the JVM ends at once, and every thread that waits spins.
        "FAKETIME_FORCE_MONOTONIC_FIX=0");
    stage.begin();
    stage.awaitProbes("web", PROBES);
    stage.awaitProbes("echo", PROBES);
    stage.endCaptures();
    for (long seconds : List.of(-3600L, 3600L, 0L)) {
      stage.fault(() -> home.write("clock", "%+d".formatted(seconds)));
      awaitDates(stage, Instant.now().plusSeconds(seconds));
    }
    stage.finish();
  }

  private static void awaitDates(Stage stage, Instant date) {
    long known = stage.kald().journal().entries().size();
    Await.value(
        PROBES + " probes of the date " + date,
        () -> stage.kald().journal().entries().stream().skip(known).toList(),
        lines ->
            lines.stream()
                    .filter(line -> line.event().equals("probe"))
                    .map(line -> Instant.ofEpochSecond(0, line.atNanos()))
                    .filter(at -> Duration.between(at, date).abs().toMinutes() < 10)
                    .count()
                >= PROBES);
  }
}
