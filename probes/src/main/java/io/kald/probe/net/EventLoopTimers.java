package io.kald.probe.net;

import io.kald.probe.time.NanoClock;
import io.kald.probe.time.Timers;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/**
 * The wall between the pure rooms and Netty: timers on an event loop, told in the given clock's
 * time. The loop's own ticker counts from another origin and is not used.
 */
public record EventLoopTimers(EventLoop loop, NanoClock clock) implements Timers, NanoClock {
  @Override
  public long nanoTime() {
    return clock.nanoTime();
  }

  @Override
  public Timer runAt(long atNanos, Runnable task) {
    long delayNanos = Math.max(0, atNanos - clock.nanoTime());
    Future<?> future = loop.schedule(task, delayNanos, TimeUnit.NANOSECONDS);
    return () -> future.cancel(false);
  }
}
