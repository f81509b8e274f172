package io.kald.agent.notify;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.ToLongFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Feeds the service manager's watchdog, on a thread of its own, for as long as the schedule goes
 * on. When it does not, it says so and feeds no more until it does: then systemd kills the process
 * with SIGABRT, which leaves a list of threads, and starts it again.
 */
public final class Watchdog implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Watchdog.class);

  // deps
  private final ServiceManager manager;
  private final Feeding feeding;
  private final ToLongFunction<Duration> behindNanos;
  private final CountDownLatch closed = new CountDownLatch(1);

  // state
  private boolean hungry;

  private Watchdog(ServiceManager manager, Feeding feeding, ToLongFunction<Duration> behindNanos) {
    this.manager = manager;
    this.feeding = feeding;
    this.behindNanos = behindNanos;
  }

  /**
   * Begins to feed, at once; does nothing where no watchdog is asked for.
   *
   * @param behindNanos how late the schedule is, given how long may be waited for the answer
   * @return to be closed when kald stops
   */
  public static Watchdog start(ServiceManager manager, ToLongFunction<Duration> behindNanos) {
    Duration interval = manager.watchdog().orElse(Duration.ZERO);
    Watchdog watchdog = new Watchdog(manager, Feeding.of(interval), behindNanos);
    if (!interval.isZero()) {
      Thread thread = new Thread(watchdog::feed, "kald-watchdog");
      thread.setDaemon(true);
      thread.start();
    }
    return watchdog;
  }

  private void feed() {
    try {
      do {
        look();
      } while (!closed.await(feeding.everyNanos(), TimeUnit.NANOSECONDS));
    } catch (InterruptedException e) {
      // Nobody interrupts this thread but a JVM that ends.
      Thread.currentThread().interrupt();
    }
  }

  private void look() {
    long behind = behindNanos.applyAsLong(Duration.ofNanos(feeding.patienceNanos()));
    if (feeding.progressing(behind)) {
      if (hungry) {
        log.warn("the schedule goes on; the watchdog is fed again");
      }
      hungry = false;
      manager.alive();
      return;
    }
    String what = "the schedule stands still, for " + behind / 1_000_000 + " ms at least";
    if (!hungry) {
      log.error("{}: the watchdog is not fed, and the service manager will start kald again", what);
      manager.status(what);
    }
    hungry = true;
  }

  @Override
  public void close() {
    closed.countDown();
  }
}
