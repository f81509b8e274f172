package io.kald.agent.cli;

import io.kald.agent.pcap.Progress;
import java.io.PrintWriter;

/** A line on the terminal that says how far a long file is read; gone when it is done. */
final class ProgressLine implements Progress {
  private static final int WIDTH = 40;

  // deps
  private final PrintWriter err;

  // state
  private long percentBefore = -1;

  ProgressLine(PrintWriter err) {
    this.err = err;
  }

  @Override
  public void onProgress(long doneBytes, long totalBytes) {
    if (totalBytes <= 0) {
      return;
    }
    long percent = Math.min(100, doneBytes * 100 / totalBytes);
    if (percent == percentBefore) {
      return;
    }
    percentBefore = percent;
    int filled = (int) (percent * WIDTH / 100);
    boolean done = percent == 100;
    err.print(
        done
            ? "\r" + " ".repeat(WIDTH + 7) + "\r"
            : "\r[" + "#".repeat(filled) + "-".repeat(WIDTH - filled) + "] " + percent + " %");
    err.flush();
  }
}
