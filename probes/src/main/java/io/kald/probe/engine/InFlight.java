package io.kald.probe.engine;

import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * Shares one loop's descriptors among its probes. Who finds none left waits in a queue, not by
 * trying again: with tens of thousands waiting, tries alone would take the whole loop.
 */
final class InFlight {
  private final int limit;
  private final ArrayDeque<KeepaliveRunner> queue = new ArrayDeque<>();
  private int count;

  InFlight(int limit) {
    if (limit < 1) {
      throw new IllegalArgumentException("limit: " + limit + " (expected: >= 1)");
    }
    this.limit = limit;
  }

  /** Takes a place; false when there is none. */
  boolean enter() {
    if (count == limit) {
      return false;
    }
    count++;
    return true;
  }

  /** Gives a place back. */
  void leave() {
    count--;
  }

  /** Puts a runner at the end of the queue; it is not in it. */
  void await(KeepaliveRunner runner) {
    queue.add(runner);
  }

  /** Takes the first of the queue if there is a place for it. It may want none any more. */
  @Nullable KeepaliveRunner next() {
    return count == limit ? null : queue.poll();
  }

  /** Nobody gets a turn any more. */
  void forgetQueue() {
    queue.clear();
  }

  int count() {
    return count;
  }
}
