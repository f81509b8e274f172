package io.kald.agent.text;

/** A number with its noun, in the singular or the plural. */
public final class Counted {
  private Counted() {}

  /** {@code 1 service}, {@code 2 services}; for nouns whose plural ends with an s. */
  public static String of(long count, String noun) {
    return of(count, noun, noun + "s");
  }

  /** {@code 1 alias}, {@code 2 aliases}. */
  public static String of(long count, String singular, String plural) {
    return count + " " + (count == 1 ? singular : plural);
  }
}
