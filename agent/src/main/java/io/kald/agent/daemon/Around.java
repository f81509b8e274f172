package io.kald.agent.daemon;

import io.kald.agent.bus.Faults;
import io.kald.agent.cli.Version;
import io.kald.agent.log.Logging;
import io.kald.agent.metrics.Surroundings;
import io.kald.agent.store.JournalFigures;
import io.kald.agent.witness.WitnessFigures;
import io.kald.probe.Reason;
import io.kald.probe.engine.Engines;
import io.kald.probe.host.HostNetwork;
import io.kald.probe.time.NanoClock;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What the metrics page tells of this daemon besides events. Any thread. */
final class Around implements Surroundings {
  private final Sinks sinks;
  private final Faults faults;
  private final Engines.Started engine;
  private final Reloader reloader;
  private final PortPools pools;

  Around(
      Sinks sinks,
      Faults faults,
      Engines.Started engine,
      Reloader reloader,
      boolean portsPerTarget) {
    this.sinks = sinks;
    this.faults = faults;
    this.engine = engine;
    this.reloader = reloader;
    this.pools = new PortPools(engine.engine(), NanoClock.SYSTEM, portsPerTarget);
  }

  /** Other keepalives run than before. */
  void reloaded() {
    pools.reloaded();
  }

  @Override
  public Build build() {
    Version version = Version.current();
    return new Build(version.version(), version.revision(), System.getProperty("java.version"));
  }

  @Override
  public Engine engine() {
    return new Engine(engine.transport(), engine.maxInFlight());
  }

  @Override
  public Ports ports() {
    return pools.now();
  }

  @Override
  public List<Neighbours> neighbours() {
    return HostNetwork.neighbourTables().stream()
        .map(table -> new Neighbours(table.family(), table.entries(), table.limit()))
        .toList();
  }

  @Override
  public Map<String, Long> eventsDropped() {
    return sinks.bus().dropped();
  }

  @Override
  public long logLinesDropped() {
    return Logging.dropped();
  }

  @Override
  public Map<String, Long> faults() {
    return faults.counts();
  }

  @Override
  public JournalCounts journal() {
    if (sinks.journal() == null) {
      return new JournalCounts(0, 0, 0, 0);
    }
    JournalFigures figures = sinks.journal().figures();
    return new JournalCounts(
        figures.lines(), figures.bytes(), figures.linesLost(), figures.failures());
  }

  @Override
  public @Nullable WitnessCounts witness() {
    WitnessFigures figures = sinks.witness();
    return figures == null
        ? null
        : new WitnessCounts(
            figures.up(),
            figures.confirmed(),
            figures.notOnWire(),
            figures.verdictDiffers(),
            figures.unknown(),
            figures.unrecorded(),
            figures.droppedPackets(),
            figures.keptBytes(),
            Map.of(
                Reason.NOT_ON_WIRE.label(),
                figures.overruledNotOnWire(),
                Reason.ANSWER_DROPPED_HERE.label(),
                figures.overruledAnswerDropped()),
            figures.unreviewed());
  }

  @Override
  public Reload reload() {
    return new Reload(reloader.successful(), reloader.successEpochSeconds());
  }
}
