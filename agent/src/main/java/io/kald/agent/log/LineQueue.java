package io.kald.agent.log;

import io.kald.probe.time.NanoClock;
import java.io.IOException;
import java.io.OutputStream;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongFunction;

/**
 * Lines on their way to a stream that may be slow or that nobody reads: a bounded queue and a
 * thread that writes. Offering never waits; what does not fit is dropped and counted, and a line
 * reports how many as soon as one can be written. Any thread.
 */
final class LineQueue {
  private static final int MOST_LINES = 8192;
  private static final long MOST_BYTES = 4L << 20;

  // deps
  private final OutputStream stream;
  private volatile LongFunction<byte[]> report;

  // state
  private final BlockingQueue<byte[]> lines = new ArrayBlockingQueue<>(MOST_LINES);
  private final AtomicLong bytes = new AtomicLong();
  private final AtomicLong taken = new AtomicLong();
  private final AtomicLong dropped = new AtomicLong();
  private final AtomicLong written = new AtomicLong();
  private long reported;
  private boolean started;

  /**
   * Nothing is written yet.
   *
   * @param report makes the line that reports how many were dropped
   */
  LineQueue(OutputStream stream, LongFunction<byte[]> report) {
    this.stream = stream;
    this.report = report;
  }

  /** From now on such lines report what was dropped. */
  void reportAs(LongFunction<byte[]> line) {
    report = line;
  }

  /** Takes a line with its end, or drops it. */
  void offer(byte[] line) {
    start();
    if (bytes.addAndGet(line.length) > MOST_BYTES || !lines.offer(line)) {
      bytes.addAndGet(-line.length);
      dropped.incrementAndGet();
    } else {
      taken.incrementAndGet();
    }
  }

  /** Lines that were dropped, or could not be written. */
  long dropped() {
    return dropped.get();
  }

  /**
   * Waits until every line taken before this call is written.
   *
   * @return false when that has not happened after {@code timeoutNanos}
   */
  boolean drain(long timeoutNanos) {
    long wanted = taken.get();
    long start = NanoClock.SYSTEM.nanoTime();
    while (written.get() - wanted < 0) {
      if (NanoClock.SYSTEM.nanoTime() - start > timeoutNanos) {
        return false;
      }
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
    }
    return true;
  }

  /** Commands that log nothing need no thread. */
  private synchronized void start() {
    if (!started) {
      started = true;
      Thread thread = new Thread(this::run, "kald-stderr");
      thread.setDaemon(true);
      thread.start();
    }
  }

  private void run() {
    try {
      while (true) {
        byte[] line = lines.take();
        reportDropped();
        write(line);
        bytes.addAndGet(-line.length);
        written.incrementAndGet();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void reportDropped() {
    long now = dropped.get();
    if (now > reported) {
      write(report.apply(now - reported));
      reported = now;
    }
  }

  private void write(byte[] line) {
    try {
      stream.write(line);
      stream.flush();
    } catch (IOException e) {
      // There is nowhere to report it but the metric.
      dropped.incrementAndGet();
    }
  }
}
