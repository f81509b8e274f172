package io.kald.agent.timers;

import org.jspecify.annotations.Nullable;

/**
 * Connections that wait for the same span of time, in the order in which they began to: the first
 * is always the next that is due.
 */
final class Waiting {
  /** No date: nothing here is ever due. */
  static final long NEVER = Long.MAX_VALUE;

  // deps
  private final long nanos;

  // state
  private @Nullable Connection first;
  private @Nullable Connection last;

  /** {@code nanos} is how long one waits here; 0: for ever. */
  Waiting(long nanos) {
    this.nanos = nanos;
  }

  @Nullable Connection first() {
    return first;
  }

  /** When the first has waited long enough, or {@link #NEVER}. */
  long dueNanos() {
    return first == null || nanos == 0 ? NEVER : first.lastNanos + nanos;
  }

  /** Hangs a connection at the end, out of whatever list it was in. */
  void append(Connection one) {
    unlink(one);
    one.list = this;
    one.before = last;
    if (last == null) {
      first = one;
    } else {
      last.after = one;
    }
    last = one;
  }

  /** Takes a connection out of the list it hangs in. */
  static void unlink(Connection one) {
    Waiting list = one.list;
    if (list == null) {
      return;
    }
    if (one.before == null) {
      list.first = one.after;
    } else {
      one.before.after = one.after;
    }
    if (one.after == null) {
      list.last = one.before;
    } else {
      one.after.before = one.before;
    }
    one.list = null;
    one.before = null;
    one.after = null;
  }
}
