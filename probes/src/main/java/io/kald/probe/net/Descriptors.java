package io.kald.probe.net;

import java.io.File;

/**
 * The file descriptors of this process.
 *
 * @param soft the limit in force
 * @param hard how far the process may raise it
 * @param open how many are open now
 */
public record Descriptors(long soft, long hard, int open) {
  private static final File OPEN = new File("/proc/self/fd");

  /** Looks now; where Linux is not, there is no limit to be seen. */
  public static Descriptors now() {
    if (!Libc.available()) {
      return new Descriptors(Long.MAX_VALUE, Long.MAX_VALUE, 0);
    }
    OffHeap rlimit = OffHeap.of(16);
    if (Libc.getrlimit(Libc.RLIMIT_NOFILE, rlimit.address()) != 0) {
      throw new IllegalStateException(Errno.at("getrlimit", Libc.errno()).detail());
    }
    return new Descriptors(
        positive(rlimit.buffer().getLong(0)), positive(rlimit.buffer().getLong(8)), openNow());
  }

  private static int openNow() {
    String[] names = OPEN.list();
    return names == null ? 0 : names.length - 1; // one of them was the look itself
  }

  // RLIM_INFINITY is all ones.
  private static long positive(long limit) {
    return limit < 0 ? Long.MAX_VALUE : limit;
  }

  /**
   * How many more may be opened while {@code reserve} stay free for everything else; 0 when there
   * is no room.
   */
  public int budget(int reserve) {
    return (int) Math.min(Integer.MAX_VALUE, Math.max(0, soft - open - reserve));
  }
}
