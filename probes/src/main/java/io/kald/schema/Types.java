package io.kald.schema;

import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The types of values that several sections use. */
public final class Types {
  private Types() {}

  /** One of some words. */
  public static <E> Type<E> oneOf(List<E> values, Function<E, String> word) {
    Map<String, E> byWord = new LinkedHashMap<>();
    values.forEach(value -> byWord.put(word.apply(value), value));
    List<String> words = List.copyOf(byWord.keySet());
    return new Type<>(
        "<word>", String.join(" | ", words), byWord::get, word, Map.of("enum", words));
  }

  /** One of some words, in capitals or not. */
  public static <E> Type<E> anyCase(List<E> values, Function<E, String> word) {
    Type<E> exact = oneOf(values, word);
    String pattern =
        values.stream().map(word).map(Types::eitherCase).collect(Collectors.joining("|"));
    return new Type<>(
        exact.placeholder(),
        exact.expected(),
        text -> exact.reading().read(text.toLowerCase(Locale.ROOT)),
        word,
        Map.of(
            "anyOf",
            List.of(exact.schema(), map("type", "string", "pattern", "^(?:" + pattern + ")$"))));
  }

  private static String eitherCase(String word) {
    return word.chars()
        .mapToObj(c -> "[" + (char) Character.toUpperCase(c) + (char) c + "]")
        .collect(Collectors.joining());
  }

  /** {@code true} or {@code false}; YAML's older words for them are refused. */
  public static Type<Boolean> bool() {
    return new Type<>(
        "<boolean>",
        "true | false",
        text -> text.equals("true") ? Boolean.TRUE : text.equals("false") ? Boolean.FALSE : null,
        value -> value ? "true" : "false",
        Map.of("type", "boolean"));
  }

  /** A whole number, both ends included. */
  public static Type<Integer> integer(int min, int max) {
    return new Type<>(
        "<int>",
        min + " ~ " + max,
        text -> intOf(Numbers.read(text, min, max)),
        value -> Integer.toString(value),
        map("type", "integer", "minimum", min, "maximum", max));
  }

  private static @Nullable Integer intOf(@Nullable Long number) {
    return number == null ? null : Integer.valueOf(Math.toIntExact(number));
  }

  /** A span of time in nanoseconds, both ends included. */
  public static Type<Long> duration(long minNanos, long maxNanos) {
    return new Type<>(
        Type.DURATION,
        Durations.write(minNanos) + " ~ " + Durations.write(maxNanos),
        text -> within(Durations.read(text), minNanos, maxNanos),
        Durations::write,
        map(
            "type",
            List.of("string", "number"),
            "pattern",
            Durations.PATTERN,
            "minimum",
            seconds(minNanos),
            "maximum",
            seconds(maxNanos)));
  }

  private static BigDecimal seconds(long nanos) {
    return BigDecimal.valueOf(nanos, 9).stripTrailingZeros();
  }

  /** An amount of bytes, both ends included. */
  public static Type<Long> size(long min, long max) {
    return new Type<>(
        Type.SIZE,
        Sizes.write(min) + " ~ " + Sizes.write(max),
        text -> within(Sizes.read(text), min, max),
        Sizes::write,
        map(
            "type",
            List.of("string", "integer"),
            "pattern",
            Sizes.PATTERN,
            "minimum",
            min,
            "maximum",
            max));
  }

  private static @Nullable Long within(@Nullable Long value, long min, long max) {
    return value == null || value < min || value > max ? null : value;
  }

  /** A text that passes a test; {@code pattern} tells editors about as much. */
  public static Type<String> text(
      String placeholder, String expected, Predicate<String> good, String pattern) {
    return new Type<>(
        placeholder,
        expected,
        text -> good.test(text) ? text : null,
        text -> text,
        map("type", "string", "pattern", pattern));
  }

  /** A map in the order it is written, for the keywords of a schema. */
  public static Map<String, Object> map(Object... keysAndValues) {
    Map<String, Object> map = new LinkedHashMap<>();
    for (int i = 0; i < keysAndValues.length; i += 2) {
      map.put((String) keysAndValues[i], keysAndValues[i + 1]);
    }
    return map;
  }
}
