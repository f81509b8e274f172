package io.kald.agent.witness;

import io.kald.agent.audit.Claim;
import io.kald.agent.audit.OnWire;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Those that wait for their counterpart, by key and in the order in which they came. */
final class Unpaired {
  // state
  private final Map<ProbeKey, Waiting> byKey = new HashMap<>();
  private @Nullable Waiting oldest;
  private @Nullable Waiting newest;
  private int size;

  /** A result without packets, or packets without a result. */
  static final class Waiting {
    final ProbeKey key;
    final @Nullable Claim claim;
    final @Nullable OnWire seen;
    final long sentNanos;
    private final long atNanos;
    private @Nullable Waiting older;
    private @Nullable Waiting newer;

    /** Another one with the same key. */
    private @Nullable Waiting next;

    /** It waits until {@code atNanos}. */
    Waiting(
        ProbeKey key, @Nullable Claim claim, @Nullable OnWire seen, long sentNanos, long atNanos) {
      this.key = key;
      this.claim = claim;
      this.seen = seen;
      this.sentNanos = sentNanos;
      this.atNanos = atNanos;
    }
  }

  /** How many wait. */
  int size() {
    return size;
  }

  /** Adds one, as the newest. */
  void add(Waiting waiting) {
    waiting.next = byKey.put(waiting.key, waiting);
    waiting.older = newest;
    if (newest == null) {
      oldest = waiting;
    } else {
      newest.newer = waiting;
    }
    newest = waiting;
    size++;
  }

  /** The one with that key which is nearest in time; null when none is so near. */
  @Nullable Waiting nearest(ProbeKey key, long sentNanos, long within) {
    Waiting nearest = null;
    long least = within;
    for (Waiting one = byKey.get(key); one != null; one = one.next) {
      long off = Math.abs(one.sentNanos - sentNanos);
      if (off <= least) {
        nearest = one;
        least = off;
      }
    }
    return nearest;
  }

  /** The oldest, if its time is over. */
  @Nullable Waiting due(long nowNanos) {
    Waiting first = oldest;
    return first == null || first.atNanos > nowNanos ? null : first;
  }

  /** The oldest; null when none waits. */
  @Nullable Waiting oldest() {
    return oldest;
  }

  /** Takes out one that waits. */
  void settle(Waiting waiting) {
    unlink(waiting);
    Waiting rest = without(byKey.get(waiting.key), waiting);
    if (rest == null) {
      byKey.remove(waiting.key);
    } else {
      byKey.put(waiting.key, rest);
    }
    size--;
  }

  private void unlink(Waiting waiting) {
    Waiting before = waiting.older;
    Waiting behind = waiting.newer;
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
  }

  private static @Nullable Waiting without(@Nullable Waiting first, Waiting waiting) {
    if (first == waiting) {
      return waiting.next;
    }
    for (Waiting one = first; one != null; one = one.next) {
      if (one.next == waiting) {
        one.next = waiting.next;
      }
    }
    return first;
  }
}
