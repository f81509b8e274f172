package io.kald.agent.store;

import java.util.Map;

/**
 * One line of the journal, read. {@code JOURNAL.md} says which events there are and what their
 * fields mean; who reads an entry passes over the fields it does not know.
 *
 * @param atNanos when it happened, in nanoseconds since 1970; precise to a microsecond
 * @param monoNanos the same on the monotonic clock of the run that wrote it
 * @param sentAtNanos when what it tells of left, in nanoseconds since 1970, or {@link #NO_TIME}
 * @param event what kind of line it is: {@code probe}, {@code sccp-keepalive}
 * @param fields the others that are a {@code String}, {@code Long}, {@code Double} or {@code
 *     Boolean}; fields that are null, lists or objects are not there
 */
public record JournalEntry(
    long atNanos, long monoNanos, long sentAtNanos, String event, Map<String, Object> fields) {
  /** Nothing was sent. */
  public static final long NO_TIME = Long.MIN_VALUE;

  private static final double NANOS = 1e9;

  /** Takes a copy. */
  public JournalEntry {
    fields = Map.copyOf(fields);
  }

  /** A text; empty when there is none of this name. */
  public String text(String name) {
    return fields.get(name) instanceof String text ? text : "";
  }

  /** A whole number, or {@code ifMissing}. */
  public long number(String name, long ifMissing) {
    return fields.get(name) instanceof Long number ? number : ifMissing;
  }

  /** A span, which is written in seconds, as nanoseconds; {@code ifMissing} when it is null. */
  public long spanNanos(String name, long ifMissing) {
    return fields.get(name) instanceof Number seconds
        ? Math.round(seconds.doubleValue() * NANOS)
        : ifMissing;
  }

  /** Whether it is there and true. */
  public boolean flag(String name) {
    return Boolean.TRUE.equals(fields.get(name));
  }
}
