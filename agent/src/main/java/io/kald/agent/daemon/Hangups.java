package io.kald.agent.daemon;

import org.jspecify.annotations.Nullable;

/**
 * SIGHUP, which asks for a reload. One that comes before there is anything to reload is kept until
 * then: without a handler it would end the process. Any thread.
 */
final class Hangups {
  // state
  private @Nullable Runnable action; // null: nothing can be reloaded yet
  private boolean kept;

  private Hangups() {}

  /** Takes the signal from here on. */
  static Hangups taken() {
    Hangups taken = new Hangups();
    Signals.on("HUP", taken::come);
    return taken;
  }

  private synchronized void come() {
    if (action == null) {
      kept = true;
    } else {
      action.run();
    }
  }

  /**
   * Runs {@code reload} at each signal, and now when one was kept. Called once.
   *
   * @param reload only asks for it, and returns at once
   */
  synchronized void to(Runnable reload) {
    action = reload;
    if (kept) {
      reload.run();
    }
  }
}
