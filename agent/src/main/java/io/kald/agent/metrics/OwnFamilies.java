package io.kald.agent.metrics;

import io.kald.agent.metrics.Surroundings.Neighbours;
import io.kald.agent.metrics.Surroundings.PortPool;
import io.kald.agent.metrics.Surroundings.WitnessCounts;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.ToLongFunction;

/** The metrics that are asked for at each scrape: engine, journal, configuration, process. */
final class OwnFamilies {
  private final List<Family> families = new ArrayList<>();

  private OwnFamilies() {}

  static List<Family> of(Surroundings around) {
    OwnFamilies all = new OwnFamilies();
    all.addEngine(around);
    all.addDaemon(around);
    all.addJournal(around);
    all.addWitness(around);
    return all.families;
  }

  private void addEngine(Surroundings around) {
    add(Metric.ENGINE_INFO, to -> to.add(1, "transport", around.engine().transport()));
    add(Metric.DESCRIPTORS_BUDGET, to -> to.add(around.engine().descriptorsBudget()));
    pools(around, Metric.SOURCE_PORTS_LIMIT, PortPool::limit);
    pools(around, Metric.SOURCE_PORTS_IN_USE, PortPool::inUse);
    pools(around, Metric.SOURCE_PORTS_QUARANTINED, PortPool::quarantined);
    neighbours(around, Metric.NEIGHBOUR_ENTRIES, Neighbours::entries);
    neighbours(around, Metric.NEIGHBOUR_ENTRIES_LIMIT, Neighbours::limit);
    add(Metric.SOURCE_PORTS_FREE, to -> each(to, "keepalive", around.ports().free()));
  }

  private void addDaemon(Surroundings around) {
    add(
        Metric.BUILD_INFO,
        to ->
            to.add(
                1,
                "version",
                around.build().version(),
                "revision",
                around.build().revision(),
                "java",
                around.build().java()));
    add(Metric.CONFIG_RELOAD_SUCCESSFUL, to -> to.add(around.reload().successful() ? 1 : 0));
    add(Metric.CONFIG_RELOAD_TIME, to -> to.add(around.reload().successEpochSeconds()));
    add(Metric.EVENTS_DROPPED, to -> each(to, "sink", around.eventsDropped()));
    add(Metric.LOG_LINES_DROPPED, to -> to.add(around.logLinesDropped()));
    add(Metric.FAULTS, to -> each(to, "where", around.faults()));
    add(Metric.PROCESS_CPU, to -> to.add(ProcessFigures.cpuSeconds()));
    add(
        Metric.PROCESS_MEMORY,
        to -> ProcessFigures.residentBytes().ifPresent(bytes -> to.add(bytes)));
  }

  private void addJournal(Surroundings around) {
    add(Metric.JOURNAL_LINES, to -> to.add(around.journal().lines()));
    add(Metric.JOURNAL_BYTES, to -> to.add(around.journal().bytes()));
    add(Metric.JOURNAL_LINES_LOST, to -> to.add(around.journal().linesLost()));
    add(Metric.JOURNAL_WRITE_FAILURES, to -> to.add(around.journal().writeFailures()));
  }

  private void addWitness(Surroundings around) {
    witness(around, Metric.WITNESS_UP, counts -> counts.up() ? 1 : 0);
    witness(around, Metric.WITNESS_CONFIRMED, WitnessCounts::confirmed);
    witness(around, Metric.WITNESS_NOT_ON_WIRE, WitnessCounts::notOnWire);
    witness(around, Metric.WITNESS_VERDICT_DIFFERS, WitnessCounts::verdictDiffers);
    witness(around, Metric.WITNESS_UNKNOWN, WitnessCounts::unknown);
    witness(around, Metric.WITNESS_UNRECORDED, WitnessCounts::unrecorded);
    add(
        Metric.WITNESS_OVERRULED,
        to -> {
          WitnessCounts counts = around.witness();
          if (counts != null) {
            each(to, "reason", counts.overruled());
          }
        });
    witness(around, Metric.WITNESS_UNREVIEWED, WitnessCounts::unreviewed);
    witness(around, Metric.WITNESS_DROPPED_PACKETS, WitnessCounts::droppedPackets);
    witness(around, Metric.WITNESS_KEPT_BYTES, WitnessCounts::keptBytes);
  }

  private void witness(Surroundings around, Metric metric, ToLongFunction<WitnessCounts> value) {
    add(
        metric,
        to -> {
          WitnessCounts counts = around.witness();
          if (counts != null) {
            to.add(value.applyAsLong(counts));
          }
        });
  }

  private void pools(Surroundings around, Metric metric, ToLongFunction<PortPool> value) {
    add(
        metric,
        to ->
            around
                .ports()
                .pools()
                .forEach(pool -> to.add(value.applyAsLong(pool), "pool", pool.pool())));
  }

  private void neighbours(Surroundings around, Metric metric, ToLongFunction<Neighbours> value) {
    add(
        metric,
        to ->
            around
                .neighbours()
                .forEach(table -> to.add(value.applyAsLong(table), "family", table.family())));
  }

  private static void each(Points to, String label, Map<String, Long> counts) {
    counts.forEach((value, count) -> to.add(count, label, value));
  }

  private void add(Metric metric, Consumer<Points> filler) {
    families.add(new Asked(metric, filler));
  }

  private record Asked(Metric metric, Consumer<Points> filler) implements Family {
    @Override
    public Iterator<Points> pieces() {
      return Family.whole(
          () -> {
            Points points = new Points(metric);
            filler.accept(points);
            return points;
          });
    }
  }
}
