package io.kald.agent.metrics;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/** The metrics that are counted from events, each with its series. */
final class Families {
  private static final int PIECE = 64;

  private final MetricsStore store;
  private final List<Family> families = new ArrayList<>();

  private Families(MetricsStore store) {
    this.store = store;
  }

  static List<Family> of(MetricsStore store) {
    Families all = new Families(store);
    all.addKinds();
    if (store.mode() == PerService.NONE) {
      all.addSums();
    } else {
      all.addKeepalives();
      all.addServices();
    }
    PhoneFamilies.addTo(all, store);
    return all.families;
  }

  private void addKinds() {
    kinds(Metric.KEEPALIVES, (to, kind) -> to.add(kind.keepalives, "probe", kind.probe));
    kinds(Metric.SCHEDULE_DELAY, (to, kind) -> to.add(kind.delays, "probe", kind.probe));
    if (store.mode() != PerService.FULL) {
      kinds(Metric.PROBE_DURATION, Families::durations);
    }
    whole(Metric.SERVICES, this::servicesByState);
    whole(Metric.WITNESS_RTT_ERROR, this::rttErrors);
  }

  private void addSums() {
    kinds(Metric.PROBES, (to, kind) -> to.add(kind.tally.probes, "probe", kind.probe));
    kinds(Metric.PROBES_SKIPPED, (to, kind) -> to.add(kind.tally.skipped, "probe", kind.probe));
    kinds(
        Metric.PROBE_SYN_RETRANSMITS,
        (to, kind) -> {
          if (kind.handshakes) {
            to.add(kind.tally.synRetransmits, "probe", kind.probe);
          }
        });
    kinds(
        Metric.PROBE_FAILURES,
        (to, kind) ->
            kind.tally.reasons.eachFailure(
                (reason, n) -> to.add(n, "probe", kind.probe, "reason", reason.label())));
    kinds(
        Metric.PROBES_NOT_PROBED,
        (to, kind) ->
            kind.tally.reasons.eachNotProbed(
                (reason, n) -> to.add(n, "probe", kind.probe, "reason", reason.label())));
    whole(Metric.SERVICE_TRANSITIONS, to -> to.add(store.transitions));
    whole(Metric.SERVICE_DOWNS, to -> to.add(store.downs));
  }

  private void addKeepalives() {
    keepalives(Metric.PROBES, (to, row) -> to.add(row.tally.probes, labels(row)));
    keepalives(Metric.PROBES_SKIPPED, (to, row) -> to.add(row.tally.skipped, labels(row)));
    keepalives(
        Metric.PROBE_SYN_RETRANSMITS,
        (to, row) -> {
          if (MetricsStore.handshakes(row.monitored)) {
            to.add(row.tally.synRetransmits, labels(row));
          }
        });
    keepalives(Metric.PROBE_FAILURES, (to, row) -> row.tally.reasons.eachFailure(reasons(to, row)));
    keepalives(
        Metric.PROBES_NOT_PROBED, (to, row) -> row.tally.reasons.eachNotProbed(reasons(to, row)));
    if (store.mode() == PerService.FULL) {
      keepalives(Metric.PROBE_DURATION, Families::durations);
    }
  }

  private void addServices() {
    services(
        Metric.SERVICE_STATE,
        (to, row) -> {
          for (String state : ServiceRow.STATES) {
            to.add(state.equals(row.state) ? 1 : 0, "service", row.name, "state", state);
          }
        });
    services(Metric.SERVICE_TRANSITIONS, (to, row) -> to.add(row.transitions, "service", row.name));
    services(Metric.SERVICE_DOWNS, (to, row) -> to.add(row.downs, "service", row.name));
    services(Metric.SERVICE_LAST_CHANGE, Families::lastChange);
    if (store.mode() == PerService.FULL) {
      services(Metric.SERVICE_INFO, Families::info);
    }
  }

  private void rttErrors(Points to) {
    if (store.rttErrors != null) {
      to.add(store.rttErrors);
    }
  }

  private void servicesByState(Points to) {
    int[] counts = new int[ServiceRow.STATES.size()];
    store.services.each(
        0,
        store.services.slotCount(),
        store.services.births(),
        row -> counts[ServiceRow.STATES.indexOf(row.state)]++);
    for (int i = 0; i < counts.length; i++) {
      to.add(counts[i], "state", ServiceRow.STATES.get(i));
    }
  }

  private static void lastChange(Points to, ServiceRow row) {
    if (row.changedEpochNanos != 0) {
      to.add(row.changedEpochNanos / 1e9, "service", row.name);
    }
  }

  private static void info(Points to, ServiceRow row) {
    to.add(
        1,
        "service",
        row.name,
        "keepalive",
        row.monitored.name(),
        "probe",
        row.monitored.kind(),
        "target",
        row.monitored.target());
  }

  private static void durations(Points to, KindRow kind) {
    if (kind.tally.durations != null) {
      to.add(kind.tally.durations, "probe", kind.probe);
    }
  }

  private static void durations(Points to, KeepaliveRow row) {
    if (row.tally.durations != null) {
      to.add(row.tally.durations, labels(row));
    }
  }

  private static ReasonCounts.Visitor reasons(Points to, KeepaliveRow row) {
    String keepalive = row.monitored.name();
    String probe = row.monitored.kind();
    return (reason, n) ->
        to.add(n, "keepalive", keepalive, "probe", probe, "reason", reason.label());
  }

  private static String[] labels(KeepaliveRow row) {
    return new String[] {"keepalive", row.monitored.name(), "probe", row.monitored.kind()};
  }

  /** A metric that is written in one piece. */
  void whole(Metric metric, Consumer<Points> filler) {
    families.add(
        new Piecewise(
            metric,
            () ->
                Family.whole(
                    () -> {
                      Points points = new Points(metric);
                      return store.read(
                          () -> {
                            filler.accept(points);
                            return points;
                          });
                    })));
  }

  private void kinds(Metric metric, BiConsumer<Points, KindRow> filler) {
    whole(metric, to -> store.kinds.values().forEach(kind -> filler.accept(to, kind)));
  }

  private void keepalives(Metric metric, BiConsumer<Points, KeepaliveRow> filler) {
    rows(metric, store.keepalives, filler);
  }

  private void services(Metric metric, BiConsumer<Points, ServiceRow> filler) {
    rows(metric, store.services, filler);
  }

  /** A metric with series for each phone. */
  void phones(Metric metric, BiConsumer<Points, PhoneRow> filler) {
    rows(metric, store.phones, filler);
  }

  private <T extends Rows.Row> void rows(
      Metric metric, Rows<T> rows, BiConsumer<Points, T> filler) {
    families.add(
        new Piecewise(
            metric,
            () -> {
              int mark = store.read(rows::births);
              int slots = store.read(rows::slotCount);
              return IntStream.iterate(0, from -> from < slots, from -> from + PIECE)
                  .mapToObj(from -> piece(metric, rows, from, mark, filler))
                  .iterator();
            }));
  }

  private <T extends Rows.Row> Points piece(
      Metric metric, Rows<T> rows, int from, int mark, BiConsumer<Points, T> filler) {
    Points points = new Points(metric);
    return store.read(
        () -> {
          rows.each(from, from + PIECE, mark, row -> filler.accept(points, row));
          return points;
        });
  }

  private record Piecewise(Metric metric, Supplier<Iterator<Points>> walk) implements Family {
    @Override
    public Iterator<Points> pieces() {
      return walk.get();
    }
  }
}
