package io.kald.agent.daemon;

import io.kald.agent.bus.Faults;
import io.kald.agent.cli.ConfigInput;
import io.kald.agent.config.Config;
import io.kald.agent.config.ConfigException;
import io.kald.agent.config.LogConfig;
import io.kald.agent.config.Problem;
import io.kald.agent.log.LogFormat;
import io.kald.agent.log.LogLevel;
import io.kald.agent.log.Logging;
import io.kald.agent.text.ErrorText;
import io.kald.probe.engine.ProbeEngine;
import io.kald.probe.time.WallClock;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the configuration again and lays it over what is running. A bad one changes nothing and
 * says so. Main thread; its figures are read by any.
 */
final class Reloader {
  private static final Logger log = LoggerFactory.getLogger(Reloader.class);
  private static final String WHERE = "reload";

  // deps
  private final ConfigSource source;
  private final ProbeEngine engine;
  private final WallClock wall;
  private final Faults faults;
  private final BooleanSupplier shown;
  private final Consumer<Outcome> told;

  /** What is still in force of the parts that only a start reads. */
  private final Config first;

  // state
  private volatile Config config;
  private volatile List<String> waiting = List.of();
  private volatile boolean successful = true;
  private volatile double successEpochSeconds;

  /**
   * A reloader of an engine that runs {@code first}.
   *
   * @param shown waits until page and metrics show what runs, for a bounded time, and returns
   *     whether they do
   * @param told learns of each reload
   */
  Reloader(
      ConfigSource source,
      ProbeEngine engine,
      WallClock wall,
      Config first,
      Faults faults,
      BooleanSupplier shown,
      Consumer<Outcome> told) {
    this.source = source;
    this.engine = engine;
    this.wall = wall;
    this.config = first;
    this.first = first;
    this.faults = faults;
    this.shown = shown;
    this.told = told;
    faults.expect(WHERE);
    this.successEpochSeconds = wall.epochNanos() / 1e9;
  }

  /** The configuration in force. */
  Config config() {
    return config;
  }

  /** The same as YAML, below what of the last one read waits for the next start; any thread. */
  String effective() {
    List<String> keys = waiting;
    String text = config.effective();
    return keys.isEmpty()
        ? text
        : "# Changed in the file, waits for the next start: "
            + String.join(", ", keys)
            + "\n"
            + text;
  }

  boolean successful() {
    return successful;
  }

  double successEpochSeconds() {
    return successEpochSeconds;
  }

  /** Reads and applies. */
  Outcome reload() {
    Outcome outcome = attempt();
    successful = outcome.ok();
    if (outcome.ok()) {
      successEpochSeconds = wall.epochNanos() / 1e9;
    }
    told.accept(outcome);
    return outcome;
  }

  /** Whoever waits for the configuration to be read waits no longer; any thread. */
  void abandon() {
    source.abandon();
  }

  private Outcome attempt() {
    try {
      return apply(source.load());
    } catch (ConfigException e) {
      return refused(e.problems().stream().map(Problem::toString).toList());
    } catch (IOException e) {
      return refused(List.of(ConfigInput.unreadable(source.name(), e)));
    } catch (RuntimeException e) {
      // Whoever asked, by a signal or at the admin port, is told; neither can do anything about it.
      faults.report(WHERE, e);
      return refused(List.of("a fault of kald, which its log tells of: please report it"));
    }
  }

  /**
   * Has the engine run what is configured.
   *
   * @throws IOException when there is no memory for it; then what ran before runs
   */
  private ProbeEngine.Difference run(Config next) throws IOException {
    HeapRoom.forRunning(next.monitored().size() - config.monitored().size());
    try {
      return engine.apply(next.monitored());
    } catch (OutOfMemoryError e) {
      engine.apply(config.monitored());
      throw new IOException("it does not fit in memory (" + e.getMessage() + ")", e);
    }
  }

  private Outcome apply(Config next) {
    ProbeEngine.Difference difference;
    try {
      difference = run(next);
    } catch (IOException e) {
      return refused(List.of("cannot be run: " + ErrorText.of(e)));
    }
    List<String> notes = new ArrayList<>(next.warnings());
    notes.addAll(OnLinkTargets.warnings(next));
    waiting = needingRestart(next);
    waiting.forEach(key -> notes.add(key + " has changed and takes effect at the next start"));
    useLog(next);
    config = next.over(first);
    if (!shown.getAsBoolean()) {
      notes.add("page and metrics do not show all of it yet: kald is busy");
    }
    notes.forEach(note -> log.warn("configuration: {}", note));
    log.info(
        "configuration reloaded: added={} changed={} removed={} unchanged={} {}",
        difference.added(),
        difference.changed(),
        difference.removed(),
        difference.unchanged(),
        next.counts().inPairs());
    return new Outcome(true, config, List.of(), notes, difference);
  }

  private Outcome refused(List<String> problems) {
    problems.forEach(problem -> log.error("configuration: {}", problem));
    log.error("configuration not reloaded: problems={} running=unchanged", problems.size());
    return new Outcome(false, config, problems, List.of(), new ProbeEngine.Difference(0, 0, 0, 0));
  }

  /** Sets the log up as configured. */
  static void useLog(Config config) {
    Logging.configure(
        LogLevel.valueOf(config.log().level().name()),
        LogFormat.valueOf(config.log().format().name()));
    Logging.transitions(config.log().transitions() != LogConfig.Transitions.OFF);
  }

  private List<String> needingRestart(Config next) {
    List<String> keys = new ArrayList<>();
    addIfChanged(keys, "web.listen", first.web().listen(), next.web().listen());
    addIfChanged(
        keys, "web.telemetry-path", first.web().telemetryPath(), next.web().telemetryPath());
    addIfChanged(keys, "metrics", first.metrics(), next.metrics());
    addIfChanged(keys, "journal", first.journal(), next.journal());
    addIfChanged(keys, "witness", first.witness(), next.witness());
    addIfChanged(keys, "engine", first.engine(), next.engine());
    return List.copyOf(keys);
  }

  private static void addIfChanged(
      List<String> keys, String key, @Nullable Object before, @Nullable Object after) {
    if (!Objects.equals(before, after)) {
      keys.add(key);
    }
  }

  /**
   * What a reload did.
   *
   * @param config the configuration in force now
   * @param problems why it was refused; empty when it was not
   * @param notes what the operator should know all the same
   */
  record Outcome(
      boolean ok,
      Config config,
      List<String> problems,
      List<String> notes,
      ProbeEngine.Difference difference) {}
}
