package io.kald.probe.phone;

/** One KeepAlive whose KeepAliveAck has not come. Confined to its {@link KeepAlives}. */
final class SentKeepAlive {
  final long dueNanos;
  final long sentNanos;

  /** What the kernel's count of acknowledged bytes will be when it is delivered, or unknown. */
  final long mark;

  final long[] instants;

  // state
  int nextInstant;
  int nextStep;
  boolean delivered;
  long deliveredNanos;
  boolean judged;
  boolean slept;

  SentKeepAlive(long dueNanos, long sentNanos, long mark, long[] instants) {
    this.dueNanos = dueNanos;
    this.sentNanos = sentNanos;
    this.mark = mark;
    this.instants = instants;
  }

  boolean instantsOver() {
    return nextInstant == instants.length;
  }

  long nextInstantNanos() {
    return sentNanos + instants[nextInstant];
  }

  /** Time until TCP had it delivered, or -1. */
  long tcpRttNanos() {
    return delivered ? Math.max(0, deliveredNanos - sentNanos) : -1;
  }
}
