package io.kald.agent.bus;

import io.kald.probe.event.EventListener;
import io.kald.probe.event.ProbeEvent;
import io.kald.probe.time.NanoClock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Hands each event to every sink. Any thread; never waits. */
public final class EventBus implements EventListener {
  private final BoundedSink[] sinks;

  /** Takes a copy of the list. */
  public EventBus(List<BoundedSink> sinks) {
    this.sinks = sinks.toArray(BoundedSink[]::new);
  }

  /** Starts the sinks' threads. */
  public void start() {
    for (BoundedSink sink : sinks) {
      sink.start();
    }
  }

  @Override
  public void onEvent(ProbeEvent event) {
    for (BoundedSink sink : sinks) {
      sink.onEvent(event);
    }
  }

  /** Events that did not fit, by sink. */
  public Map<String, Long> dropped() {
    Map<String, Long> counts = new LinkedHashMap<>();
    for (BoundedSink sink : sinks) {
      counts.put(sink.name(), sink.dropped());
    }
    return counts;
  }

  /**
   * Waits for the sinks of these names, all of them together no longer than {@code timeoutNanos};
   * see {@link BoundedSink#awaitDrained}.
   */
  public boolean awaitDrained(Set<String> names, long timeoutNanos, NanoClock clock) {
    long deadline = clock.nanoTime() + timeoutNanos;
    boolean drained = true;
    for (BoundedSink sink : sinks) {
      drained &= !names.contains(sink.name()) || sink.awaitDrained(deadline - clock.nanoTime());
    }
    return drained;
  }

  /**
   * Closes each sink in turn.
   *
   * @param timeoutNanos time for each of them
   * @return whether every event offered before this call was taken
   */
  public boolean close(long timeoutNanos) {
    boolean complete = true;
    for (BoundedSink sink : sinks) {
      complete &= sink.close(timeoutNanos);
    }
    return complete;
  }
}
