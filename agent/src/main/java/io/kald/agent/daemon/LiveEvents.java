package io.kald.agent.daemon;

import io.kald.agent.bus.Sink;
import io.kald.agent.quickstart.LiveEvent;
import io.kald.probe.event.ProbeEvent;
import io.kald.probe.time.NanoClock;
import io.kald.probe.time.WallClock;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;

/** Keeps changes of state for whoever shows them, in order. */
final class LiveEvents implements Sink {
  private final NanoClock clock;
  private final WallClock wall;
  private final Queue<LiveEvent> waiting = new ConcurrentLinkedQueue<>();

  LiveEvents(NanoClock clock, WallClock wall) {
    this.clock = clock;
    this.wall = wall;
  }

  @Override
  public void accept(ProbeEvent event) {
    event.match(p -> true, this::keep, s -> true, c -> true, q -> true, f -> true);
  }

  /** The oldest change that has not been taken yet, or null. Any thread. */
  @Nullable LiveEvent next() {
    return waiting.poll();
  }

  private boolean keep(ProbeEvent.Changed changed) {
    return waiting.add(
        new LiveEvent(
            wall.now().minusNanos(clock.nanoTime() - changed.atNanos()),
            changed.service().name(),
            changed.transition().from().word(),
            changed.transition().to().word(),
            changed.transition().reason()));
  }
}
