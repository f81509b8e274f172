package io.kald.probe.icmp;

import java.util.concurrent.atomic.LongAdder;

/** What came in beside the answers that were waited for. May be read by any thread. */
public final class IcmpCounters {
  final LongAdder duplicates = new LongAdder();
  final LongAdder late = new LongAdder();
  final LongAdder foreign = new LongAdder();
  final LongAdder truncated = new LongAdder();
  final LongAdder kernelDrops = new LongAdder();
  final LongAdder faults = new LongAdder();

  /** Further answers to a probe that is answered. */
  public long duplicates() {
    return duplicates.sum();
  }

  /** Answers to a probe that was given up. */
  public long late() {
    return late.sum();
  }

  /** Replies under an identifier of ours with a key that is not, or from another address. */
  public long foreign() {
    return foreign.sum();
  }

  /** Replies under an identifier of ours that end before the key does. */
  public long truncated() {
    return truncated.sum();
  }

  /**
   * Packets the kernel threw away because a socket's receive buffer was full, by its own count:
   * Linux 6.18 counts a raw socket's twice.
   */
  public long kernelDrops() {
    return kernelDrops.sum();
  }

  /** Listeners that threw: errors of this program. */
  public long faults() {
    return faults.sum();
  }
}
