package io.kald.agent.audit;

import io.kald.probe.ProbeResult;
import io.kald.probe.keepalive.KeepaliveMachine;
import io.kald.probe.keepalive.State;
import io.kald.probe.schedule.Cadence;
import java.util.ArrayList;
import java.util.List;

/** Puts the probes of a stream through the machine that judges live ones. */
final class States {
  private static final int MOST = 10_000;

  private States() {}

  static List<StateSeen> of(Stream stream, Terms terms) {
    KeepaliveMachine machine =
        new KeepaliveMachine(terms.rule().maxFailure(), terms.rule().localFailuresCount());
    List<StateSeen> states = new ArrayList<>();
    long due = stream.size() == 0 ? 0 : stream.probe(0).sentNanos();
    for (ProbeSeen probe : stream.probes()) {
      long interval = terms.intervalNanos(machine.state() == State.ALIVE);
      long timeout = terms.rule().timeoutNanos(interval);
      ProbeResult result =
          probe.result(stream.key().target().address(), due, timeout, terms.resetIs());
      if (states.size() < MOST) {
        machine
            .on(result)
            .ifPresent(t -> states.add(new StateSeen(t.atNanos(), probe.sent().frame(), t)));
      }
      long next = terms.intervalNanos(machine.state() == State.ALIVE);
      due = Cadence.next(probe.sentNanos(), next, result.endNanos());
    }
    return states;
  }
}
