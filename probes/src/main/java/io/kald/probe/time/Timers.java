package io.kald.probe.time;

/** Runs something on a loop at a monotonic time. */
@FunctionalInterface
public interface Timers {
  /** Runs {@code task} once, at {@code atNanos} or as soon after it as the loop is free. */
  Timer runAt(long atNanos, Runnable task);

  /** A task that has not run yet. */
  @FunctionalInterface
  interface Timer {
    /** Does nothing when the task has run. */
    void cancel();
  }
}
