package io.kald.probe;

import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a probe reports besides its outcome, by the keys of its kind's schema. Mostly nothing, which
 * is one shared object. Immutable.
 */
public final class Facts {
  /** Nothing to report. */
  public static final Facts NONE = new Facts(new FactKey[0], new long[0]);

  private final FactKey[] keys;
  private final long[] values;

  private Facts(FactKey[] keys, long[] values) {
    this.keys = keys;
    this.values = values;
  }

  /** These facts and one more: a count above 0. */
  public Facts with(FactKey key, long count) {
    if (count <= 0 || has(key)) {
      throw new IllegalArgumentException(
          key.name() + ": " + count + " (expected: > 0, and reported once)");
    }
    int length = keys.length;
    FactKey[] more = Arrays.copyOf(keys, length + 1);
    long[] numbers = Arrays.copyOf(values, length + 1);
    more[length] = key;
    numbers[length] = count;
    return new Facts(more, numbers);
  }

  /** These facts and a flag. */
  public Facts with(FactKey key) {
    return with(key, 1);
  }

  /** Whether a flag is reported, or a count above 0. */
  public boolean has(FactKey key) {
    return count(key) > 0;
  }

  /** A count, or 0. */
  public long count(FactKey key) {
    for (int i = 0; i < keys.length; i++) {
      if (keys[i].equals(key)) {
        return values[i];
      }
    }
    return 0;
  }

  private Map<String, Long> byName() {
    Map<String, Long> named = new TreeMap<>();
    for (int i = 0; i < keys.length; i++) {
      named.put(keys[i].name(), values[i]);
    }
    return named;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Facts facts && byName().equals(facts.byName());
  }

  @Override
  public int hashCode() {
    return byName().hashCode();
  }

  @Override
  public String toString() {
    return byName().toString();
  }
}
