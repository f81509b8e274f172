package io.kald.agent.config;

import io.kald.probe.Keepalive;
import io.kald.probe.Monitored;
import io.kald.probe.Rule;
import io.kald.probe.engine.EngineOptions;
import io.kald.schema.Durations;
import io.kald.schema.Key;
import io.kald.schema.Keys;
import io.kald.schema.Types;
import java.util.List;
import java.util.Optional;

/** How the engine runs: keys of {@link EngineOptions}, which knows no file. */
final class EngineKeys {
  private static final int MAX_LOOPS = 64;
  private static final int PROBES_PER_LOOP = 10_000;
  private static final int MAX_IN_FLIGHT = 1_000_000;

  private EngineKeys() {}

  static final Key<Optional<Integer>> LOOPS =
      Key.of(
          "loops",
          Types.integer(1, MAX_LOOPS).orWord("auto"),
          "auto",
          "Event loops that own the keepalives; `auto` is one for each 10,000 probes a second that"
              + " the file asks for, at most one for each processor: a loop can send twice as many,"
              + " and fewer loops wake up less often. All of one keepalive happens on one loop.");

  static final Key<Long> TICK =
      Key.of(
          "tick",
          Types.duration(Durations.MILLI, 100 * Durations.MILLI),
          "10ms",
          "The step of the schedule: what is due within one step is sent in one go. A smaller one"
              + " is more exact and wakes the machine more often.");

  static final Key<Optional<Integer>> IN_FLIGHT =
      Key.of(
          "in-flight",
          Types.integer(1, MAX_IN_FLIGHT).orWord("auto"),
          "auto",
          "Probes outstanding at once in the whole engine; `auto` is what the descriptor limit"
              + " allows. A probe over the limit waits for its turn, first come, first served, and"
              + " so does one whose `source-ports` are all in use towards its target. Each slot that"
              + " passes meanwhile is counted as not probed (`busy`, `no-source-port`).");

  static final Key<Boolean> TRANSPORT =
      Key.of(
          "transport",
          Types.oneOf(List.of(true, false), used -> used ? "auto" : "nio"),
          "auto",
          "`auto` uses epoll where it is there; `nio` does without, and without the abilities that"
              + " need it.");

  static final Key<Long> RESOLVE_EVERY =
      Key.of(
          "resolve-every",
          Types.duration(Durations.SECOND, Durations.DAY),
          "30s",
          "How often host names are looked up again. No name waits for another: kald reads"
              + " /etc/hosts and asks the name servers of /etc/resolv.conf itself, and calls the"
              + " system's resolver, on at most 16 threads, only for names that another source of"
              + " /etc/nsswitch.conf may know.");

  static final Key<Long> KEEP_NAME =
      Key.of(
          "keep-name",
          Types.duration(0, 7 * Durations.DAY),
          "10m",
          "How long a name that no longer resolves keeps its last address. A name server that is"
              + " away for a moment must not look like a target that is.");

  static final Keys KEYS =
      Keys.of(
          "engine",
          "How the engine runs. Rarely needed.",
          LOOPS,
          TICK,
          IN_FLIGHT,
          TRANSPORT,
          RESOLVE_EVERY,
          KEEP_NAME);

  static EngineOptions read(Section in, List<Monitored> monitored) {
    return new EngineOptions(
        in.value(LOOPS).orElseGet(() -> usualLoops(monitored)),
        in.value(TICK),
        in.value(IN_FLIGHT).orElse(0),
        in.value(TRANSPORT),
        in.value(RESOLVE_EVERY),
        in.value(KEEP_NAME));
  }

  private static int usualLoops(List<Monitored> monitored) {
    int processors = Math.min(MAX_LOOPS, Runtime.getRuntime().availableProcessors());
    double perSecond = monitored.stream().mapToDouble(EngineKeys::perSecond).sum();
    return (int) Math.max(1, Math.min(processors, Math.ceil(perSecond / PROBES_PER_LOOP)));
  }

  /** A phone is as much work as a keepalive by the usual rule. */
  private static double perSecond(Monitored one) {
    Rule rule = one instanceof Keepalive keepalive ? keepalive.rule() : Rule.DEFAULT;
    return 1e9 / rule.frequencyNanos();
  }
}
