package io.kald.docker.lab;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;

/** Waits for something to be seen, and not for longer than it may take. */
final class Patience {
  private static final Duration USUAL = Duration.ofSeconds(60);
  private static final long LOOK_AGAIN = TimeUnit.MILLISECONDS.toNanos(50);

  private Patience() {}

  /** Looks until {@code done}; fails with what was seen last after a minute. */
  static <T> T until(String what, Callable<T> look, Predicate<T> done) {
    return until(what, USUAL, look, done);
  }

  /** The same with another deadline. */
  static <T> T until(String what, Duration most, Callable<T> look, Predicate<T> done) {
    long deadline = System.nanoTime() + most.toNanos();
    while (true) {
      T seen = look(look);
      if (done.test(seen)) {
        return seen;
      }
      if (System.nanoTime() - deadline >= 0) {
        throw new AssertionError(
            "waited " + most + " in vain for " + what + "; there is:\n" + seen);
      }
      LockSupport.parkNanos(LOOK_AGAIN);
    }
  }

  private static <T> T look(Callable<T> look) {
    try {
      return look.call();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }
}
