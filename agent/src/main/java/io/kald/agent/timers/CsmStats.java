package io.kald.agent.timers;

import java.io.PrintWriter;
import java.util.Locale;

/**
 * Counters in the layout of {@code show module csm N stats}, as far as packets can tell them. They
 * have 32 bits, as the module's have, and go on from 0 after 4294967295.
 */
final class CsmStats {
  private static final long BITS = 0xFFFF_FFFFL;

  private CsmStats() {}

  static void write(TableCounts counts, PrintWriter out) {
    line(out, "Connections Created:", counts.created());
    line(out, "Connections Destroyed:", counts.destroyed());
    line(out, "Connections Current:", counts.current());
    line(out, "Connections Timed-Out:", counts.timedOut());
    line(out, "Connections Failed:", counts.failed());
    line(out, "L4 Load-Balanced Decisions:", counts.created());
  }

  private static void line(PrintWriter out, String label, long count) {
    out.printf(Locale.ROOT, "    %-27s%d%n", label, count & BITS);
  }
}
