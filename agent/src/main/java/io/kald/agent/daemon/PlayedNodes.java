package io.kald.agent.daemon;

import io.kald.agent.cli.CliException;
import io.kald.agent.cli.ExitCode;
import io.kald.agent.simulate.Cucm;
import io.kald.agent.simulate.CucmNode;
import io.kald.agent.simulate.CucmOptions;
import io.kald.agent.simulate.Fault;
import io.kald.agent.simulate.SimulationException;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** The two call managers of the quickstart, the first of which hangs now and then. */
final class PlayedNodes implements AutoCloseable {
  private static final Duration ROUND = Duration.ofSeconds(20);
  private static final Duration HANGS_AT = Duration.ofSeconds(4);
  private static final Duration IS_WELL_AT = Duration.ofSeconds(9);

  private final Cucm cucm;
  private final ScheduledExecutorService rounds =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread thread = new Thread(task, "kald-quickstart-nodes");
            thread.setDaemon(true);
            return thread;
          });

  private PlayedNodes(Cucm cucm) {
    this.cucm = cucm;
  }

  /** Starts them on free ports of 127.0.0.1, with a KeepAlive every second. */
  static PlayedNodes start() {
    CucmOptions two = CucmOptions.loopback(2);
    try {
      PlayedNodes nodes = new PlayedNodes(Cucm.start(two.with(two.rules().keepAlive(1, 1))));
      nodes.every(HANGS_AT, Fault.HANG);
      nodes.every(IS_WELL_AT, Fault.NONE);
      return nodes;
    } catch (SimulationException e) {
      throw new CliException(ExitCode.FAULT, String.valueOf(e.getMessage()));
    }
  }

  private void every(Duration first, Fault fault) {
    CucmNode node = cucm.nodes().get(0);
    var unused =
        rounds.scheduleAtFixedRate(
            () -> node.fault(fault), first.toMillis(), ROUND.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** The port of the node at that place, from 0. */
  String port(int place) {
    return Integer.toString(cucm.nodes().get(place).address().getPort());
  }

  @Override
  public void close() {
    rounds.shutdownNow();
    cucm.close();
  }
}
