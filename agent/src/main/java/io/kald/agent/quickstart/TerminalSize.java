package io.kald.agent.quickstart;

import io.kald.probe.net.Libc;
import io.kald.probe.net.OffHeap;

/** Columns and rows of a terminal; it may change at any time. */
record TerminalSize(int columns, int rows) {
  private static final TerminalSize USUAL = new TerminalSize(80, 24);
  private static final int STDOUT = 1;
  private static final long TIOCGWINSZ = 0x5413;

  /** The size of the terminal that is standard output; 80 by 24 when it does not tell. */
  static TerminalSize ofOutput() {
    if (!Libc.available()) {
      return USUAL;
    }
    OffHeap winsize = OffHeap.of(8);
    if (Libc.ioctl(STDOUT, TIOCGWINSZ, winsize.address()) != 0) {
      return USUAL;
    }
    int rows = winsize.buffer().getShort(0) & 0xffff;
    int columns = winsize.buffer().getShort(2) & 0xffff;
    return rows == 0 || columns == 0 ? USUAL : new TerminalSize(columns, rows);
  }
}
