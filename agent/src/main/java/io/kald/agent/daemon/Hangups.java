package io.kald.agent.daemon;

import java.util.concurrent.atomic.AtomicReference;

/**
 * SIGHUP, which asks for a reload. One that comes before there is anything to reload is kept until
 * then: without a handler it would end the process. Any thread.
 */
final class Hangups {
  private static final Runnable NOTHING = () -> {};

  /** Marks that a signal has come and nobody has taken it. */
  private static final Runnable KEPT = () -> {};

  private final AtomicReference<Runnable> action = new AtomicReference<>(NOTHING);

  private Hangups() {}

  /** Takes the signal from here on. */
  static Hangups taken() {
    Hangups taken = new Hangups();
    Signals.on("HUP", taken::come);
    return taken;
  }

  private void come() {
    if (!action.compareAndSet(NOTHING, KEPT)) {
      action.get().run();
    }
  }

  /** Runs {@code reload} at each signal, and now when one was kept. Called once. */
  void to(Runnable reload) {
    if (action.getAndSet(reload) == KEPT) {
      reload.run();
    }
  }
}
