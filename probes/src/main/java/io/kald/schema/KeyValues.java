package io.kald.schema;

import org.jspecify.annotations.Nullable;

/**
 * What was written for some keys, in a file or on a command line, and where mistakes and doubts
 * about it go. Reading goes on after a mistake; what is read then is not used. One thread.
 */
public interface KeyValues {
  /** The value of a key that has a default. */
  <T> T value(Key<T> key);

  /** The value of another key; null when it is not there, not right, or required. */
  <T> @Nullable T optional(Key<T> key);

  /** Whether the key was written here, and not only where defaults are. */
  boolean has(Key<?> key);

  /** Whether the keys hold what was meant: checks between keys that are wrong only confuse. */
  boolean sound(Key<?>... keys);

  /** Notes a mistake about a key. */
  void problem(Key<?> key, String message);

  /** Notes a doubt about a key. */
  void warn(Key<?> key, String message);

  /** One object for all that are equal: a hundred thousand services have few different ones. */
  <T> T shared(T value);
}
