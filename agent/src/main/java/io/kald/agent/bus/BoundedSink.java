package io.kald.agent.bus;

import io.kald.probe.event.EventListener;
import io.kald.probe.event.ProbeEvent;
import io.kald.probe.time.NanoClock;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import org.jctools.queues.atomic.MpscChunkedAtomicArrayQueue;
import org.jspecify.annotations.Nullable;

/**
 * A bounded queue and the thread that drains it into one sink. Offering never waits: what does not
 * fit is dropped and counted.
 *
 * <p>The thread looks for events by itself some times a second. Nobody wakes it, because a wake-up
 * for each probe would cost as much as the probe.
 */
public final class BoundedSink implements EventListener {
  private static final int CHUNK = 1024;
  private static final int BATCH = 4096;
  private static final long POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(200);

  // deps
  private final String name;
  private final Predicate<ProbeEvent> wanted;
  private final Sink sink;
  private final Faults faults;
  private final NanoClock clock;
  private final MpscChunkedAtomicArrayQueue<ProbeEvent> queue;

  // state
  private final LongAdder dropped = new LongAdder();
  private final Thread thread;
  private volatile long flushedIndex;
  private volatile boolean stopping;
  private volatile long stopByNanos;
  private long droppedTold;

  /**
   * A sink that does not run yet.
   *
   * @param name a word for metrics, messages and the thread
   * @param capacity events that may wait, at least 2048; room is taken only when it is needed
   */
  public BoundedSink(String name, int capacity, Sink sink, Faults faults, NanoClock clock) {
    this(name, capacity, event -> true, sink, faults, clock);
  }

  /**
   * A sink that takes only some events and does not run yet.
   *
   * @param name a word for metrics, messages and the thread
   * @param capacity events that may wait, at least 2048; room is taken only when it is needed
   * @param wanted which events are queued; asked on the thread that offers, so it must be quick
   */
  public BoundedSink(
      String name,
      int capacity,
      Predicate<ProbeEvent> wanted,
      Sink sink,
      Faults faults,
      NanoClock clock) {
    if (capacity < 2 * CHUNK) {
      throw new IllegalArgumentException("capacity: " + capacity + " (expected: >= 2048)");
    }
    this.name = name;
    this.wanted = wanted;
    this.sink = sink;
    this.faults = faults;
    this.clock = clock;
    this.queue = new MpscChunkedAtomicArrayQueue<>(CHUNK, capacity);
    this.thread = new Thread(this::run, "kald-" + name);
    thread.setDaemon(true);
    faults.expect(name);
  }

  /** The sink's word. */
  public String name() {
    return name;
  }

  /** Starts the thread. */
  public void start() {
    thread.start();
  }

  @Override
  public void onEvent(ProbeEvent event) {
    if (wanted.test(event) && !queue.offer(event)) {
      dropped.increment();
    }
  }

  /** Events that did not fit since the start. */
  public long dropped() {
    return dropped.sum();
  }

  /** Events waiting now. */
  public int waiting() {
    return queue.size();
  }

  /**
   * Waits until the sink has taken and flushed everything offered before this call.
   *
   * @return false when it has not after {@code timeoutNanos}
   */
  public boolean awaitDrained(long timeoutNanos) {
    long wanted = queue.currentProducerIndex();
    long deadline = clock.nanoTime() + timeoutNanos;
    while (flushedIndex - wanted < 0) {
      if (clock.nanoTime() - deadline > 0) {
        return false;
      }
      LockSupport.unpark(thread);
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
    }
    return true;
  }

  /**
   * Lets the sink take what is waiting, closes it and ends the thread.
   *
   * @return false when it could not do so within {@code timeoutNanos}; the rest is then dropped
   */
  public boolean close(long timeoutNanos) {
    stopByNanos = clock.nanoTime() + timeoutNanos;
    stopping = true;
    LockSupport.unpark(thread);
    try {
      thread.join(Math.max(1, TimeUnit.NANOSECONDS.toMillis(timeoutNanos)));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return !thread.isAlive() && queue.isEmpty();
  }

  private void run() {
    while (!stopping) {
      if (drain() < BATCH && !stopping) {
        LockSupport.parkNanos(POLL_NANOS);
      }
    }
    int taken = BATCH;
    while (taken == BATCH && stopByNanos - clock.nanoTime() > 0) {
      taken = drain();
    }
    attempt(sink::close);
  }

  /** Takes at most one batch and flushes. */
  private int drain() {
    tellDropped();
    int taken = 0;
    for (ProbeEvent event = next(taken); event != null; event = next(++taken)) {
      accept(event);
    }
    long index = queue.currentConsumerIndex();
    attempt(sink::flush);
    flushedIndex = index;
    return taken;
  }

  private @Nullable ProbeEvent next(int taken) {
    return taken == BATCH ? null : queue.poll();
  }

  private void accept(ProbeEvent event) {
    try {
      sink.accept(event);
    } catch (Throwable t) {
      faults.report(name, t);
    }
  }

  private void tellDropped() {
    long now = dropped.sum();
    if (now != droppedTold) {
      long count = now - droppedTold;
      droppedTold = now;
      attempt(() -> sink.lost(count));
    }
  }

  private void attempt(Step step) {
    try {
      step.run();
    } catch (Throwable t) {
      faults.report(name, t);
    }
  }

  @FunctionalInterface
  private interface Step {
    void run() throws Exception;
  }
}
