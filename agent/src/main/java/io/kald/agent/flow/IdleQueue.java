package io.kald.agent.flow;

import org.jspecify.annotations.Nullable;

/** Entries in the order of their last packets, with one limit for how long they may be silent. */
final class IdleQueue {
  // deps
  private final long limitNanos;

  // state
  private @Nullable Entry oldest;
  private @Nullable Entry newest;

  /**
   * An empty queue.
   *
   * @param limitNanos silence after which an entry is over; {@link Long#MAX_VALUE} for never
   */
  IdleQueue(long limitNanos) {
    this.limitNanos = limitNanos;
  }

  @Nullable Entry oldest() {
    return oldest;
  }

  /** The oldest entry if it has been silent for too long. */
  @Nullable Entry overdue(long nowNanos) {
    Entry first = oldest;
    return first != null && nowNanos - first.lastNanos > limitNanos ? first : null;
  }

  /** Puts an entry that just had a packet at the end, wherever it was. */
  void touch(Entry entry) {
    if (newest == entry) {
      return;
    }
    if (entry.queue != null) {
      entry.queue.remove(entry);
    }
    entry.queue = this;
    entry.older = newest;
    if (newest == null) {
      oldest = entry;
    } else {
      newest.newer = entry;
    }
    newest = entry;
  }

  void remove(Entry entry) {
    Entry before = entry.older;
    Entry behind = entry.newer;
    if (before == null) {
      oldest = behind;
    } else {
      before.newer = behind;
    }
    if (behind == null) {
      newest = before;
    } else {
      behind.older = before;
    }
    entry.older = null;
    entry.newer = null;
    entry.queue = null;
  }
}
