package io.kald.probe.time;

import java.time.Instant;
import java.util.Comparator;
import java.util.Optional;
import java.util.PriorityQueue;

/** One hand on all time of a test. Never runs a task while it is being scheduled. */
public final class ManualTime implements NanoClock, WallClock, Timers {
  private final PriorityQueue<Task> tasks =
      new PriorityQueue<>(
          Comparator.<Task>comparingLong(t -> t.atNanos - this.originNanos())
              .thenComparingLong(t -> t.number));
  private final long originNanos;
  private long nowNanos;
  private long wallOffsetNanos;
  private long numbers;

  /** Starts at an arbitrary moment. */
  public ManualTime() {
    this(1_000_000_000_000L);
  }

  /** Starts at the given monotonic time; near {@link Long#MAX_VALUE} it will wrap. */
  public ManualTime(long originNanos) {
    this.originNanos = originNanos;
    this.nowNanos = originNanos;
  }

  @Override
  public long nanoTime() {
    return nowNanos;
  }

  @Override
  public Instant now() {
    return Instant.ofEpochSecond(1_700_000_000L)
        .plusNanos(nowNanos - originNanos + wallOffsetNanos);
  }

  @Override
  public Timer runAt(long atNanos, Runnable task) {
    Task entry = new Task(atNanos, numbers++, task);
    tasks.add(entry);
    return () -> tasks.remove(entry);
  }

  /** Moves to each due time in turn, as a machine that wakes on time would. */
  public void advance(long nanos) {
    long end = nowNanos + nanos;
    for (Optional<Task> due = dueBy(end); due.isPresent(); due = dueBy(end)) {
      if (due.get().atNanos - nowNanos > 0) {
        nowNanos = due.get().atNanos;
      }
      tasks.remove(due.get());
      due.get().task.run();
    }
    nowNanos = end;
  }

  /** Moves at once, as a machine that was stopped would: due tasks find that they are late. */
  public void jump(long nanos) {
    nowNanos += nanos;
    advance(0);
  }

  /** Moves while nothing runs, as it does for a thread that hangs. */
  public void hang(long nanos) {
    nowNanos += nanos;
  }

  /** Sets the date, not the monotonic clock. */
  public void setWallBack(long nanos) {
    wallOffsetNanos -= nanos;
  }

  /** Tasks waiting: "no timer left behind" is an assertion. */
  public int pending() {
    return tasks.size();
  }

  private long originNanos() {
    return originNanos;
  }

  private Optional<Task> dueBy(long end) {
    return Optional.ofNullable(tasks.peek()).filter(t -> t.atNanos - end <= 0);
  }

  private record Task(long atNanos, long number, Runnable task) {}
}
