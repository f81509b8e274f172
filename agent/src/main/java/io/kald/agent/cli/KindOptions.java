package io.kald.agent.cli;

import io.kald.agent.config.Values;
import io.kald.probe.kind.ProbeKind;
import io.kald.schema.Key;
import io.kald.schema.KeyValues;
import io.kald.schema.Row;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/**
 * The options of one kind of probe, each a key of it; the target's port is the key that the kind
 * has for it. A doubt about an option is not worth a word: whoever typed it sees what comes of it.
 */
record KindOptions(ParseResult asked, ProbeKind<?> kind, int port) implements KeyValues {
  /** An option for each key that is one. */
  static void addTo(CommandSpec spec, ProbeKind<?> kind) {
    for (Row<?, ?> row : kind.rows()) {
      Row.Option option = row.option();
      if (option != null) {
        spec.addOption(option(row.key(), option));
      }
    }
  }

  private static OptionSpec option(Key<?> key, Row.Option option) {
    if (key.type().isBoolean()) {
      return OptionSpec.builder(name(key))
          .type(Boolean.class)
          .arity("0")
          .description(option.about())
          .build();
    }
    OptionSpec.Builder builder =
        Options.option(name(key), Object.class, option.label(), text -> read(key, text))
            .description(option.about());
    List<String> words = key.type().words();
    return words.isEmpty() ? builder.build() : builder.completionCandidates(words).build();
  }

  /** Words may be typed in capitals. */
  private static Object read(Key<?> key, String text) {
    List<String> words = key.type().words();
    String word = text.toLowerCase(Locale.ROOT);
    if (!words.isEmpty() && !words.contains(word)) {
      throw new IllegalArgumentException(text + " (expected: " + String.join(", ", words) + ")");
    }
    return Values.read(key.type(), words.isEmpty() ? text : word);
  }

  private static String name(Key<?> key) {
    return "--" + key.name();
  }

  @Override
  public <T> T value(Key<T> key) {
    T value = optional(key);
    return value == null ? key.fallback() : value;
  }

  @Override
  @SuppressWarnings("unchecked") // The key's own type has read it.
  public <T> @Nullable T optional(Key<T> key) {
    if (key == kind.port()) {
      return (T) Integer.valueOf(port);
    }
    return (T) Options.value(asked, name(key)).orElse(null);
  }

  @Override
  public boolean has(Key<?> key) {
    return optional(key) != null;
  }

  @Override
  public boolean sound(Key<?>... keys) {
    return true;
  }

  /** A mistake ends the command. */
  @Override
  public void problem(Key<?> key, String message) {
    throw new CliException(ExitCode.USAGE, name(key) + ": " + message);
  }

  @Override
  public void warn(Key<?> key, String message) {
    // See above.
  }

  @Override
  public <T> T shared(T value) {
    return value;
  }
}
