package io.kald.agent.store;

/** What the journal did since the start. Written by the journal's thread, read by any. */
public final class JournalFigures {
  private volatile long lines;
  private volatile long bytes;
  private volatile long linesLost;
  private volatile long failures;
  private volatile boolean failing;

  /** Lines written. */
  public long lines() {
    return lines;
  }

  /** Bytes written. */
  public long bytes() {
    return bytes;
  }

  /** Lines that could not be written, and events that did not reach the journal. */
  public long linesLost() {
    return linesLost;
  }

  /** Attempts to open or write a file that failed. */
  public long failures() {
    return failures;
  }

  /** Whether the last attempt failed. */
  public boolean failing() {
    return failing;
  }

  @SuppressWarnings("NonAtomicVolatileUpdate") // Written by one thread.
  void wrote(long moreLines, long moreBytes) {
    lines += moreLines;
    bytes += moreBytes;
  }

  void recovered() {
    failing = false;
  }

  @SuppressWarnings("NonAtomicVolatileUpdate") // Written by one thread.
  void lost(long moreLines) {
    linesLost += moreLines;
  }

  @SuppressWarnings("NonAtomicVolatileUpdate") // Written by one thread.
  void failed() {
    failures++;
    failing = true;
  }
}
