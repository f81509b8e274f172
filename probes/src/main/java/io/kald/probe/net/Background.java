package io.kald.probe.net;

/** Work that gives way to probes when there are not enough processors for both. */
public final class Background {
  /** A tenth of the share of a thread of usual priority. */
  private static final int NICE = 10;

  private Background() {}

  /**
   * Lowers the calling thread for good, as {@code nice} does a process; that needs no permission.
   *
   * @return whether this machine knows how
   */
  public static boolean lowerThisThread() {
    return Libc.available() && Libc.setpriority(Libc.PRIO_PROCESS, Libc.gettid(), NICE) == 0;
  }
}
