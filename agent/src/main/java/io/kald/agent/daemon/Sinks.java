package io.kald.agent.daemon;

import io.kald.agent.bus.BoundedSink;
import io.kald.agent.bus.EventBus;
import io.kald.agent.bus.Faults;
import io.kald.agent.bus.Sink;
import io.kald.agent.cli.CliException;
import io.kald.agent.cli.ExitCode;
import io.kald.agent.config.Config;
import io.kald.agent.config.JournalConfig;
import io.kald.agent.metrics.MetricsSink;
import io.kald.agent.metrics.PerService;
import io.kald.agent.status.StatusBoard;
import io.kald.agent.status.StatusSink;
import io.kald.agent.store.JournalInUseException;
import io.kald.agent.store.JournalOptions;
import io.kald.agent.store.JournalSink;
import io.kald.agent.witness.WitnessFigures;
import io.kald.probe.review.ResultReview;
import io.kald.probe.time.NanoClock;
import io.kald.probe.time.WallClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Everything that learns of events, and the bus before it.
 *
 * @param journal null when none is configured
 * @param witness what the witness did; null when none is configured
 * @param review what the witness thinks of failures
 */
record Sinks(
    EventBus bus,
    StatusBoard board,
    MetricsSink metrics,
    @Nullable JournalSink journal,
    @Nullable WitnessFigures witness,
    ResultReview review)
    implements AutoCloseable {
  private static final String STATUS = "status";
  private static final String METRICS = "metrics";
  private static final int LEAST_WAITING = 1 << 16;
  private static final int MOST_WAITING = 1 << 20;
  private static final Duration LAST_LINES = Duration.ofSeconds(5);

  /** Makes and starts them, and {@code more} that somebody watches. */
  static Sinks start(Config config, Faults faults, List<Sink> more) {
    StatusBoard board = new StatusBoard(NanoClock.SYSTEM, WallClock.SYSTEM);
    MetricsSink metrics =
        new MetricsSink(
            PerService.valueOf(config.metrics().perService().name()),
            NanoClock.SYSTEM,
            WallClock.SYSTEM);
    JournalSink journal = journal(config.journal());
    // A start or a reload tells of every keepalive at once; that must fit, as long as there are no
    // more than MOST_WAITING / 4 of them.
    int capacity = Math.min(MOST_WAITING, Math.max(LEAST_WAITING, 4 * config.monitored().size()));
    List<BoundedSink> sinks = new ArrayList<>();
    sinks.add(
        new BoundedSink(
            STATUS,
            capacity,
            StatusSink::concerns,
            new StatusSink(board),
            faults,
            NanoClock.SYSTEM));
    sinks.add(new BoundedSink(METRICS, capacity, metrics, faults, NanoClock.SYSTEM));
    if (journal != null) {
      sinks.add(new BoundedSink("journal", MOST_WAITING, journal, faults, NanoClock.SYSTEM));
    }
    Watching.Watched witness = Watching.add(sinks, config, metrics, faults);
    sinks.add(
        new BoundedSink(
            "log",
            capacity,
            EventLog::concerns,
            new EventLog(NanoClock.SYSTEM),
            faults,
            NanoClock.SYSTEM));
    for (Sink sink : more) {
      sinks.add(new BoundedSink("live", LEAST_WAITING, sink, faults, NanoClock.SYSTEM));
    }
    EventBus bus = new EventBus(sinks);
    bus.start();
    return new Sinks(bus, board, metrics, journal, witness.figures(), witness.review());
  }

  private static @Nullable JournalSink journal(JournalConfig config) {
    if (config.directory() == null) {
      return null;
    }
    JournalOptions options =
        new JournalOptions(
            config.directory(),
            config.fileSizeBytes(),
            config.fileAgeNanos(),
            config.totalSizeBytes(),
            JournalOptions.Probes.valueOf(config.probes().name()),
            config.transitionsAgeNanos());
    JournalSink journal = new JournalSink(options, NanoClock.SYSTEM, WallClock.SYSTEM);
    try {
      journal.claim();
    } catch (JournalInUseException e) {
      throw new CliException(
          ExitCode.FAULT, e.getMessage() + "; give each its own with journal.directory");
    }
    return journal;
  }

  /** Waits until page and metrics show all that has happened; false: not in time. */
  boolean awaitShown(long timeoutNanos) {
    return bus.awaitDrained(Set.of(STATUS, METRICS), timeoutNanos, NanoClock.SYSTEM);
  }

  /** Lets each sink take what is waiting for it. */
  @Override
  public void close() {
    bus.close(LAST_LINES.toNanos());
  }
}
