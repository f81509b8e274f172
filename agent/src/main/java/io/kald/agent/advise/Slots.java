package io.kald.agent.advise;

import java.util.Arrays;

/**
 * Puts answers in the order they were asked for. Answers carry 16-bit numbers that wrap; one that
 * is missing was lost. A file may hold several runs, each with numbers of its own.
 */
final class Slots {
  static final int MOST = 5_000_000;
  private static final long UNKNOWN = -2;

  // state
  private long[] done = new long[64];
  private int doneCount;
  private long[] run = new long[64];
  private int runCount;
  private int first;
  private boolean begun;

  /** A new run begins: its first answer sets the count. */
  void newRun() {
    for (int i = 0; i < runCount; i++) {
      append(run[i] == UNKNOWN ? Samples.LOST : run[i]);
    }
    runCount = 0;
    begun = false;
  }

  /** Sample {@code number} was answered; a second answer to it is a duplicate. */
  void answered(int number, long rttNanos) {
    int slot = slot(number);
    if (slot >= 0 && run[slot] < 0) {
      run[slot] = rttNanos;
    }
  }

  /** Sample {@code number} was given up; it may still be answered late. */
  void lost(int number) {
    int slot = slot(number);
    if (slot >= 0 && run[slot] == UNKNOWN) {
      run[slot] = Samples.LOST;
    }
  }

  /** The next sample, where there are no numbers. */
  void next(long rttNanos) {
    append(rttNanos);
  }

  /**
   * The run's own count of what it sent: what is missing was lost before the first or at the end.
   * Of a quiet run that was answered no sample is known.
   */
  void sent(long count, long answered) {
    long missing = Math.min(count, MOST) - runCount;
    if ((!begun && answered > 0) || missing <= 0) {
      return;
    }
    int before = (int) Math.min(missing, Math.max(0, first - 1));
    for (int i = 0; i < before; i++) {
      append(Samples.LOST);
    }
    int after = (int) missing - before;
    newRun();
    for (int i = 0; i < after; i++) {
      append(Samples.LOST);
    }
  }

  /** Everything there was, in order. */
  long[] rttNanos() {
    newRun();
    return Arrays.copyOf(done, doneCount);
  }

  /** Where {@code number} belongs in this run, or -1: before its beginning. */
  private int slot(int number) {
    if (!begun) {
      begun = true;
      first = number;
    }
    int last = first + Math.max(0, runCount - 1);
    int slot = last + (short) (number - last) - first;
    if (slot >= MOST) {
      throw new TooManyException();
    }
    while (runCount <= slot) {
      run = grown(run, runCount);
      run[runCount++] = UNKNOWN;
    }
    return slot;
  }

  private void append(long rttNanos) {
    if (doneCount >= MOST) {
      throw new TooManyException();
    }
    done = grown(done, doneCount);
    done[doneCount++] = rttNanos;
  }

  private static long[] grown(long[] array, int used) {
    return used < array.length ? array : Arrays.copyOf(array, array.length * 2);
  }

  /** More samples than advice needs or memory should hold. */
  static final class TooManyException extends RuntimeException {
    private static final long serialVersionUID = 1;

    TooManyException() {
      super("more than " + MOST + " samples");
    }
  }
}
