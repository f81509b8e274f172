package io.kald.agent.cli;

import java.util.Locale;

/**
 * How far a long file is read, on a line of its own on standard error; nothing for short files, or
 * where nobody looks.
 */
final class ProgressBar implements AutoCloseable {
  private static final long SHORT = 64L << 20;
  private static final int WIDTH = 40;
  private static final int PERCENT = 100;

  // deps
  private final Console console;

  // state
  private long shown = -1;

  ProgressBar(Console console) {
    this.console = console;
  }

  /** So much is done. */
  void show(long done, long total) {
    if (!console.terminal() || total < SHORT) {
      return;
    }
    long percent = done * PERCENT / total;
    if (percent != shown) {
      shown = percent;
      int full = (int) (percent * WIDTH / PERCENT);
      console
          .err()
          .printf(
              Locale.ROOT, "\r[%s%s] %3d %%", "=".repeat(full), " ".repeat(WIDTH - full), percent);
      console.err().flush();
    }
  }

  /** Takes the line away. */
  @Override
  public void close() {
    if (shown >= 0) {
      console.err().print("\r" + " ".repeat(WIDTH + 8) + "\r");
      console.err().flush();
    }
  }
}
