package io.kald.probe.lab;

import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;

/**
 * Waits for a condition with a deadline: the one place where a test looks again and again. It looks
 * every millisecond at first, then less often, and blocks the thread that calls.
 */
public final class Await {
  /** How long a test waits that names no time of its own. */
  public static final Duration USUAL = Duration.ofSeconds(60);

  private static final long FIRST_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(1);
  private static final long LONGEST_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

  private Await() {}

  /** A question with the answer yes or no. */
  @FunctionalInterface
  public interface Condition {
    /** Whether it holds now. */
    boolean holds() throws Exception;
  }

  /**
   * Waits until a condition holds.
   *
   * @param what named by the failure
   * @param seen shown by the failure, as they are then
   * @throws AssertionError when it does not hold after {@link #USUAL}
   */
  public static void until(String what, Condition condition, Object... seen) {
    until(what, USUAL, condition, seen);
  }

  /** The same with another deadline. */
  public static void until(String what, Duration most, Condition condition, Object... seen) {
    value(what, most, condition::holds, Boolean::booleanValue, seen);
  }

  /**
   * Looks until what is seen is as wanted, and returns it.
   *
   * @throws AssertionError with what was seen last, when it is not so after {@link #USUAL}
   */
  public static <T> T value(String what, Callable<T> look, Predicate<T> wanted) {
    return value(what, USUAL, look, wanted);
  }

  /** The same with another deadline. */
  public static <T> T value(
      String what, Duration most, Callable<T> look, Predicate<T> wanted, Object... seen) {
    long deadline = System.nanoTime() + most.toNanos();
    long pause = FIRST_PAUSE_NANOS;
    while (true) {
      T now = look(what, look);
      if (wanted.test(now)) {
        return now;
      }
      if (System.nanoTime() - deadline >= 0) {
        throw new AssertionError(
            "waited %s in vain for: %s; there is: %s %s"
                .formatted(most, what, now, Arrays.toString(seen)));
      }
      LockSupport.parkNanos(pause);
      pause = Math.min(pause + pause / 2, LONGEST_PAUSE_NANOS);
    }
  }

  private static <T> T look(String what, Callable<T> look) {
    try {
      return look.call();
    } catch (Exception e) {
      throw new AssertionError("cannot look for: " + what, e);
    }
  }
}
