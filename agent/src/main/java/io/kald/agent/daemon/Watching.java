package io.kald.agent.daemon;

import io.kald.agent.bus.BoundedSink;
import io.kald.agent.bus.Faults;
import io.kald.agent.config.Config;
import io.kald.agent.config.WitnessConfig;
import io.kald.agent.metrics.MetricsSink;
import io.kald.agent.witness.NoCaptureException;
import io.kald.agent.witness.Witness;
import io.kald.agent.witness.WitnessFigures;
import io.kald.agent.witness.WitnessOptions;
import io.kald.agent.witness.WitnessOptions.Keeping;
import io.kald.probe.event.ProbeEvent;
import io.kald.probe.review.ResultReview;
import io.kald.probe.time.NanoClock;
import io.kald.probe.time.WallClock;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Starts the witness where one is configured; a daemon that may not have one goes on without. */
final class Watching {
  private static final Logger log = LoggerFactory.getLogger(Watching.class);
  private static final int MOST_WAITING = 1 << 20;

  private Watching() {}

  /**
   * What the rest of the daemon has of it.
   *
   * @param figures what it did, or null: none is wanted
   * @param review its opinion on failures
   */
  record Watched(@Nullable WitnessFigures figures, ResultReview review) {}

  /** Adds its sink. */
  static Watched add(List<BoundedSink> sinks, Config config, MetricsSink metrics, Faults faults) {
    if (!config.witness().enabled()) {
      return new Watched(null, ResultReview.NONE);
    }
    try {
      Witness witness =
          Witness.start(
              options(config.witness()),
              config.monitored(),
              NanoClock.SYSTEM,
              WallClock.SYSTEM,
              fault -> faults.report("witness", fault),
              metrics::rttError);
      sinks.add(
          new BoundedSink(
              "witness", MOST_WAITING, Watching::concerns, witness, faults, NanoClock.SYSTEM));
      return new Watched(witness.figures(), witness.review());
    } catch (NoCaptureException e) {
      log.error("no witness: {}; kald goes on without", e.getMessage());
      return withoutWitness(config.witness().overrules());
    }
  }

  /** Failures that would have been reviewed are counted all the same. */
  private static Watched withoutWitness(boolean overrules) {
    WitnessFigures figures = new WitnessFigures();
    return new Watched(figures, overrules ? Witness.noReview(figures) : ResultReview.NONE);
  }

  private static boolean concerns(ProbeEvent event) {
    return !(event instanceof ProbeEvent.Skipped || event instanceof ProbeEvent.PortQuarantine);
  }

  private static WitnessOptions options(WitnessConfig config) {
    Path directory = config.directory();
    return new WitnessOptions(
        config.interfaces(),
        Math.toIntExact(config.bufferBytes()),
        config.snapLength(),
        config.overrules(),
        directory == null
            ? null
            : new Keeping(
                directory,
                config.fileSizeBytes(),
                config.totalSizeBytes(),
                config.slicesSizeBytes(),
                config.sliceBeforeNanos(),
                config.sliceAfterNanos()));
  }
}
