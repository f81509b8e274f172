package io.kald.agent.daemon;

import io.kald.agent.cli.CliException;
import io.kald.agent.cli.ExitCode;
import io.kald.agent.simulate.Cucm;
import io.kald.agent.simulate.CucmOptions;
import io.kald.agent.simulate.CucmOptions.TimedFault;
import io.kald.agent.simulate.Fault;
import io.kald.agent.simulate.SimulationException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** The two call managers of the quickstart, the first of which hangs now and then. */
final class PlayedNodes implements AutoCloseable {
  private static final Duration ROUND = Duration.ofSeconds(20);
  private static final Duration HANGS_AT = Duration.ofSeconds(4);
  private static final Duration IS_WELL_AT = Duration.ofSeconds(9);
  private static final int ROUNDS = 500;

  private final Cucm cucm;

  private PlayedNodes(Cucm cucm) {
    this.cucm = cucm;
  }

  /** Starts them on free ports of 127.0.0.1, with a KeepAlive every second. */
  static PlayedNodes start() {
    CucmOptions two = CucmOptions.loopback(2);
    String first = two.nodes().get(0).name();
    try {
      return new PlayedNodes(
          Cucm.start(two.with(two.rules().keepAlive(1, 1)).withScript(script(first))));
    } catch (SimulationException e) {
      throw new CliException(ExitCode.FAULT, String.valueOf(e.getMessage()));
    }
  }

  private static List<TimedFault> script(String node) {
    List<TimedFault> script = new ArrayList<>();
    for (int round = 0; round < ROUNDS; round++) {
      Duration begin = ROUND.multipliedBy(round);
      script.add(new TimedFault(node, Fault.HANG, begin.plus(HANGS_AT).toNanos()));
      script.add(new TimedFault(node, Fault.NONE, begin.plus(IS_WELL_AT).toNanos()));
    }
    return script;
  }

  /** The port of the node at that place, from 0. */
  String port(int place) {
    return Integer.toString(cucm.nodes().get(place).address().getPort());
  }

  @Override
  public void close() {
    cucm.close();
  }
}
