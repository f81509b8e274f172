package io.kald.probe.host;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Whether the kernel's table of connection tracking had no room in the time of a probe. Looked up
 * at most four times a second. Confined to one thread, of whose network namespace it tells.
 */
final class ConntrackWatch {
  private static final long KEEP_NANOS = TimeUnit.MILLISECONDS.toNanos(250);
  private static final long NONE = Sysctl.NONE;
  private static final Path STATISTICS = Path.of("/proc/thread-self/net/stat/nf_conntrack");

  // state
  private boolean looked;
  private long lookedNanos;
  private long drops = NONE;
  private boolean full; // when it was looked at last
  private boolean wasFull;
  private long fullNanos;

  /** Whether it had no room at some time since then. */
  boolean fullSince(long sentNanos, long nowNanos) {
    if (!looked || nowNanos - lookedNanos >= KEEP_NANOS) {
      looked = true;
      lookedNanos = nowNanos;
      look(nowNanos);
    }
    return full || (wasFull && fullNanos - sentNanos >= 0);
  }

  private void look(long nowNanos) {
    long limit = Sysctl.number("netfilter/nf_conntrack_max");
    boolean wasFullUntilNow = full; // for it may have been until just now
    full = limit > 0 && isFull(limit);
    if (full || wasFullUntilNow) {
      wasFull = true;
      fullNanos = nowNanos;
    }
  }

  private boolean isFull(long limit) {
    long before = drops;
    drops = drops();
    boolean dropped = before != NONE && drops != NONE && drops != before;
    return dropped || Sysctl.number("netfilter/nf_conntrack_count") >= limit;
  }

  /** A line of names, then one for each processor, in hexadecimal. */
  private static long drops() {
    try {
      List<String> lines = Files.readAllLines(STATISTICS, StandardCharsets.US_ASCII);
      int column =
          lines.isEmpty() ? -1 : List.of(lines.get(0).strip().split(" +", -1)).indexOf("drop");
      long sum = 0;
      for (String line : column < 0 ? List.<String>of() : lines.subList(1, lines.size())) {
        sum += Long.parseLong(line.strip().split(" +", -1)[column], 16);
      }
      return column < 0 ? NONE : sum;
    } catch (IOException | NumberFormatException | ArrayIndexOutOfBoundsException e) {
      return NONE;
    }
  }
}
