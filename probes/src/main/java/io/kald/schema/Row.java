package io.kald.schema;

import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A key both ways: how it is read, and where its value stands in what was made of it.
 *
 * @param of the key's value in a finished thing
 * @param evenDefault whether it is written down even where it is the default
 * @param option how it is an option of the command line, or null: it is none
 */
public record Row<S, T>(
    Key<T> key, Function<S, T> of, boolean evenDefault, @Nullable Option option) {
  /**
   * An option that has the key's name.
   *
   * @param label what stands for its value: {@code HOW}
   * @param about a sentence or two
   */
  public record Option(String label, String about) {}

  /** One that is written down where it is not the default. */
  public static <S, T> Row<S, T> of(Key<T> key, Function<S, T> of) {
    return new Row<>(key, of, false, null);
  }

  /** The same as an option of the command line. */
  public Row<S, T> option(String label, String about) {
    return new Row<>(key, of, evenDefault, new Option(label, about));
  }

  /** The same, always written down. */
  public Row<S, T> always() {
    return new Row<>(key, of, true, option);
  }

  /** The key's value in {@code thing} as it would be written. */
  public String text(S thing) {
    return key.type().writing().apply(of.apply(thing));
  }

  /** Whether it is written down. */
  public boolean written(S thing) {
    return evenDefault
        || key.presence() != Key.Presence.DEFAULT
        || !of.apply(thing).equals(key.fallback());
  }
}
