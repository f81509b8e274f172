package io.kald.agent.text;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;

/** What allows the JVM more memory, where anything does. Any thread. */
public final class MemoryAdvice {
  private static final long MIB = 1L << 20;
  private static final long GIB = 1L << 30;

  /** Rounder figures first: whoever needs more once will soon need more again. */
  private static final long[] STEPS = {
    2 * GIB, 4 * GIB, 8 * GIB, 16 * GIB, 32 * GIB, 64 * GIB, GIB, GIB / 2
  };

  private MemoryAdvice() {}

  /**
   * The end of a sentence about memory that does not suffice: {@code "; KALD_JAVA_OPTS=-Xmx2g
   * allows more"}.
   *
   * @param wanted bytes of heap that would do, what is in use included
   */
  public static String forHeap(long wanted) {
    return forHeap(wanted, Runtime.getRuntime().maxMemory(), machine());
  }

  /** Of a heap that was used up while nobody knows what it would have taken. */
  public static String forTwiceTheHeap() {
    return forHeap(2 * Runtime.getRuntime().maxMemory());
  }

  static String forHeap(long wanted, long limit, long machine) {
    for (long step : STEPS) {
      if (step >= wanted && step > limit && step <= machine) {
        String size = step < GIB ? step / MIB + "m" : step / GIB + "g";
        return "; KALD_JAVA_OPTS=-Xmx" + size + " allows more";
      }
    }
    return "; this machine has " + machine / MIB + " MiB for all";
  }

  /** The container's, when there is one. */
  private static long machine() {
    return ManagementFactory.getOperatingSystemMXBean() instanceof OperatingSystemMXBean system
        ? system.getTotalMemorySize()
        : Long.MAX_VALUE;
  }
}
