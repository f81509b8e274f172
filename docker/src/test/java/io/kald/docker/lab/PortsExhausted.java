package io.kald.docker.lab;

import static org.assertj.core.api.Assertions.assertThat;

import io.kald.agent.store.JournalEntry;
import io.kald.docker.lab.Timing.How;
import java.util.ArrayList;
import java.util.List;

/** 14: kald's own source ports are all taken, which says nothing about its targets. */
final class PortsExhausted implements Scenario {
  private static final int PORT = 8080;
  private static final int FIRST = 20_000;
  private static final int PROBES = 5;

  @Override
  public Row row() {
    return new Row(
        "14",
        "all of kald's own source ports are taken (by another program on its host)",
        "`not-probed` `no-source-port`, counted and shown; ALIVE all along, never DOWN; answered when one is free",
        "not-probed within F, answered within F",
        "peer");
  }

  @Override
  public void play(Stage stage) {
    Host peer = stage.peer("peer");
    Peers.nginx(peer, PORT);
    stage.tcp("web", peer, PORT, "source-ports: %d-%d".formatted(FIRST, FIRST + 1));
    stage.icmp("echo", peer);
    stage.begin();
    List<Running> takers = new ArrayList<>();
    Fault taken =
        stage.fault(() -> takers.add(Peers.nginx(stage.home(), FIRST, "; listen " + (FIRST + 1))));
    tell(stage, "not-probed", "no-source-port", taken);
    stage.awaitProbes("web", PROBES);
    Fault free = stage.fault(() -> takers.get(0).end("KILL"));
    tell(stage, "answered", "", free);
    stage.finish();
  }

  private static void tell(Stage stage, String outcome, String reason, Fault since) {
    JournalEntry first =
        stage
            .kald()
            .journal()
            .await(
                "a probe that is " + outcome,
                stage.timing().frequency().multipliedBy(5),
                e ->
                    e.text("keepalive").equals("web")
                        && e.atNanos() > since.toNanos()
                        && e.text("outcome").equals(outcome));
    assertThat(first.text("reason")).isEqualTo(reason);
    stage.measure("web " + outcome, first, since, stage.timing().dying(How.SILENT));
  }
}
