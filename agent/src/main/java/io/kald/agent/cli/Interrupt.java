package io.kald.agent.cli;

import io.kald.agent.log.Logging;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Turns Ctrl-C and SIGTERM into a wish to stop: the command ends as usual, with its last words and
 * its own exit code, and the JVM waits for it.
 */
final class Interrupt implements AutoCloseable {
  private static final long PATIENCE_SECONDS = 5;

  // deps
  private final Runnable stop;
  private final Thread hook;

  // state
  private final CountDownLatch done = new CountDownLatch(1);
  private volatile int exitCode;

  /** From now on a signal runs {@code stop}, on a thread of its own. */
  Interrupt(Runnable stop) {
    this.stop = stop;
    this.hook = new Thread(this::interrupted, "kald-interrupt");
    Runtime.getRuntime().addShutdownHook(hook);
  }

  /** The command has ended and written everything. */
  void finished(int code) {
    exitCode = code;
    done.countDown();
  }

  @Override
  public void close() {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // The JVM is going down already, by that hook.
    }
  }

  private void interrupted() {
    stop.run();
    try {
      if (done.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        Logging.drain();
        Runtime.getRuntime().halt(exitCode);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
