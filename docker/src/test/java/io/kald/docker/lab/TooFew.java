package io.kald.docker.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;

/** 27e, 27f, 27g: too few places for the probes of targets that are all silent. */
final class TooFew implements Scenario {
  private static final int PORT = 8080;
  private static final String SILENT =
      "chain in { type filter hook input priority 0; tcp dport " + PORT + " drop; }";

  // deps
  private final What what;

  /** What there is too little of. */
  enum What {
    PLACES,
    PORTS,
    DESCRIPTORS
  }

  TooFew(What what) {
    this.what = what;
  }

  @Override
  public Row row() {
    return switch (what) {
      case PLACES ->
          row(
              "27e",
              "`engine.in-flight: 40` and 500 TCP targets that all fall silent, beside one that is"
                  + " probed every 300 ms",
              "each DYING, DOWN `no answer in time` in its turn; the fast one stays ALIVE",
              "DOWN within 3 rounds of 500 x T / 40 = 5 s, and F");
      case PORTS ->
          row(
              "27f",
              "`source-ports` of 4 for 40 services of one TCP target that falls silent, beside"
                  + " another target of the same ports",
              "each DYING, DOWN `no answer in time` in its turn; the other one stays ALIVE",
              "DOWN within 3 rounds of 40 x T / 4 = 4 s, and F");
      case DESCRIPTORS ->
          row(
              "27g",
              "`ulimit -n 256` and 600 TCP targets that all fall silent",
              "a warning at start that names LimitNOFILE and ulimit; each DYING, DOWN `no answer in"
                  + " time` in its turn",
              "DOWN within 3 rounds of 600 x T / what is free, and F");
    };
  }

  private static Row row(String number, String fault, String says, String when) {
    return new Row(number, fault, says, when, "nowhere");
  }

  @Override
  public void play(Stage stage) {
    Host load = ManyTargets.host(stage);
    Peers.nginx(load, PORT);
    ManyTargets many = new ManyTargets(stage);
    switch (what) {
      case PLACES -> {
        stage.section("engine: {in-flight: 40, loops: 2}\n");
        many.add(ManyTargets.COUNT, "type: tcp, port: " + PORT);
        stage.service(
            "fast", stage.besideAddress(), "type: tcp, port: 80, frequency: 300ms, timeout: 300ms");
      }
      case PORTS -> {
        String ports = ", source-ports: 20000-20003";
        many.addOnOne(40, load.address(), "type: tcp, port: " + PORT + ports);
        stage.service("other", stage.besideAddress(), "type: tcp, port: 80" + ports);
      }
      case DESCRIPTORS -> {
        // The class path of a test opens more than a hundred files by itself.
        stage.startWith("sh", "-c", "ulimit -n 256; exec \"$@\"", "sh");
        many.add(600, "type: tcp, port: " + PORT);
      }
    }
    stage.begin();
    many.awaitAlive();
    if (what == What.DESCRIPTORS) {
      assertThat(stage.kald().process().log())
          .contains("the limit of 256 open files", "LimitNOFILE=", "ulimit -n");
    }
    Fault silent = stage.fault(() -> load.filter("silent", SILENT));
    many.awaitState("down", silent, new Window(Duration.ZERO, Duration.ofSeconds(45)));
    Fault open = stage.fault(() -> load.unfilter("silent"));
    many.awaitState("alive", open, new Window(Duration.ZERO, Duration.ofSeconds(20)));
    stage.finish();
  }
}
