package io.kald.schema;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One kind of value: how it is read and written, and how people and editors are told about it.
 *
 * @param placeholder its name in the reference page, as in {@code <duration>}
 * @param expected what is accepted, in words that end a message: {@code 1 ~ 65535}
 * @param reading text to value; null refuses
 * @param writing value to text; what it writes reads as an equal value
 * @param schema the JSON Schema keywords
 */
public record Type<T>(
    String placeholder,
    String expected,
    Reading<T> reading,
    Function<T, String> writing,
    Map<String, Object> schema) {
  /** The placeholder of values that are never shown. */
  public static final String SECRET = "<secret>";

  /** The placeholder of spans of time. */
  public static final String DURATION = "<duration>";

  /** The placeholder of amounts of bytes. */
  public static final String SIZE = "<size>";

  /** The placeholder of values that may also be written as a list of YAML. */
  public static final String NODES = "<nodes>";

  /** The same, of names of interfaces. */
  public static final String INTERFACES = "<interfaces>";

  /** Reads the text of a value. */
  @FunctionalInterface
  public interface Reading<T> {
    /** The value, or null: the text is refused. */
    @Nullable T read(String text);
  }

  /** This type, or a word that stands for none of its values. */
  public Type<Optional<T>> orWord(String word) {
    return new Type<>(
        placeholder,
        word + " or " + expected,
        text -> text.equals(word) ? Optional.empty() : some(reading.read(text)),
        value -> value.map(writing).orElse(word),
        Map.of("anyOf", List.of(Map.of("const", word), schema)));
  }

  /** What is accepted in place of a refused text, with an example when its form was the mistake. */
  public String expected(String refused) {
    boolean misread =
        (placeholder.equals(DURATION) && Durations.read(refused) == null)
            || (placeholder.equals(SIZE) && Sizes.read(refused) == null);
    if (!misread) {
      return expected;
    }
    String example = placeholder.equals(SIZE) ? Sizes.EXAMPLES : Durations.EXAMPLES;
    return example + "; " + expected;
  }

  /** Why an accepted text was hardly meant so; null when it probably was. */
  public @Nullable String doubt(String text) {
    return placeholder.equals(DURATION) ? Durations.doubt(text) : null;
  }

  /** Whether a list is taken as well, as its items with commas between them. */
  public boolean takesList() {
    return placeholder.equals(NODES) || placeholder.equals(INTERFACES);
  }

  /** The words that are its values; empty when they are not a few words. */
  public List<String> words() {
    return schema.get("enum") instanceof List<?> words
        ? words.stream().map(String::valueOf).toList()
        : List.of();
  }

  /** Whether it is {@code true} or {@code false}. */
  public boolean isBoolean() {
    return "boolean".equals(schema.get("type"));
  }

  /** Whether its values are never shown, wrong ones neither. */
  public boolean secret() {
    return placeholder.equals(SECRET);
  }

  @SuppressWarnings("NullableOptional") // An empty Optional is the word; null refuses.
  private static <T> @Nullable Optional<T> some(@Nullable T value) {
    return value == null ? null : Optional.of(value);
  }
}
