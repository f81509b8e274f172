package io.kald.agent.metrics;

import io.kald.agent.bus.EventDispatch;
import io.kald.agent.bus.Sink;
import io.kald.probe.event.ProbeEvent;
import io.kald.probe.time.NanoClock;
import io.kald.probe.time.WallClock;

/** Counts events for {@link MetricsPage}. */
public final class MetricsSink implements Sink {
  private final MetricsStore store;
  private final EventDispatch dispatch;

  /** Counts as much for each service as {@code mode} says. */
  public MetricsSink(PerService mode, NanoClock clock, WallClock wall) {
    this.store = new MetricsStore(mode, clock, wall);
    this.dispatch = new EventDispatch(store);
  }

  @Override
  public void accept(ProbeEvent event) {
    dispatch.accept(event);
  }

  /**
   * Counts how far a result and its packets were apart about the time to the answer, in
   * nanoseconds. Any thread.
   */
  public void rttError(long nanos) {
    store.rttError(nanos);
  }

  MetricsStore store() {
    return store;
  }
}
