package io.kald.agent.witness;

import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * Spans of time in which packets may be missing or results may be: what cannot be found there
 * proves nothing. Nanoseconds since 1970, both ends included.
 */
final class Doubts {
  private static final int MOST = 256;

  private record Span(long from, long to) {}

  // state
  private final ArrayDeque<Span> spans = new ArrayDeque<>();

  /** Adds a span; ends come in the order of time. */
  void add(long fromNanos, long toNanos) {
    long from = fromNanos;
    long to = toNanos;
    for (Span last = spans.peekLast(); joins(last, from); last = spans.peekLast()) {
      from = Math.min(from, last.from);
      to = Math.max(to, last.to);
      spans.removeLast();
    }
    spans.addLast(new Span(from, to));
  }

  private boolean joins(@Nullable Span last, long from) {
    return last != null && (last.to >= from || spans.size() >= MOST);
  }

  /** Whether a part of this span is in doubt. */
  boolean touch(long fromNanos, long toNanos) {
    for (Span span : spans) {
      if (span.from <= toNanos && span.to >= fromNanos) {
        return true;
      }
    }
    return false;
  }

  /** Drops what ended before. */
  void forgetBefore(long atNanos) {
    while (!spans.isEmpty() && spans.getFirst().to < atNanos) {
      spans.removeFirst();
    }
  }
}
