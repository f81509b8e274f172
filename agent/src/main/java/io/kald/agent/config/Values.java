package io.kald.agent.config;

import io.kald.schema.Type;
import io.kald.schema.Types;
import java.util.Collection;

/**
 * Reads single values that come from elsewhere, such as the command line, by the rules of the file
 * and with its messages. Each method throws {@link IllegalArgumentException} with a message that
 * says what was expected.
 */
public final class Values {
  private Values() {}

  /** A span of time in nanoseconds, both ends included. */
  public static long durationNanos(String text, long minNanos, long maxNanos) {
    return read(Types.duration(minNanos, maxNanos), text);
  }

  /** A whole number, both ends included. */
  public static int integer(String text, int min, int max) {
    return read(Types.integer(min, max), text);
  }

  /** A host name or a numeric address. */
  public static String host(String text) {
    return read(NetTypes.host(), text);
  }

  /** A numeric address. */
  public static String address(String text) {
    return read(NetTypes.address(), text);
  }

  /** The name of a network interface. */
  public static String device(String text) {
    return read(NetTypes.device(), text);
  }

  /** A differentiated services code point, as a number or by its name. */
  public static int dscp(String text) {
    return read(NetTypes.dscp(), text);
  }

  /** A firewall mark. */
  public static long mark(String text) {
    return read(NetTypes.mark(), text);
  }

  /** {@code " (did you mean `port`?)"} when one of the known words is near, else an empty text. */
  public static String didYouMean(String word, Collection<String> known) {
    String hint = Spelling.hint(word, known, "");
    return hint.isEmpty() ? "" : " " + hint;
  }

  /** A value of a type. */
  public static <T> T read(Type<T> type, String text) {
    T value = type.reading().read(text);
    if (value == null) {
      throw new IllegalArgumentException(
          Show.value(type, text) + " (expected: " + type.expected(text) + ")");
    }
    return value;
  }
}
