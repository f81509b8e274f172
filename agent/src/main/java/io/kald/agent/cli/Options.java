package io.kald.agent.cli;

import io.kald.agent.log.LogFormat;
import io.kald.agent.log.LogLevel;
import io.kald.agent.log.Logging;
import io.kald.agent.text.Printable;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.TypeConversionException;

/** Options that several commands share, and short ways to make and to read options. */
final class Options {
  private static final String LOG_LEVEL = "--log.level";
  private static final String LOG_FORMAT = "--log.format";

  private Options() {}

  /** A command of that name with {@code --help}; each line of the description is a sentence. */
  static CommandSpec command(Command command, String name, String... description) {
    CommandSpec spec = CommandSpec.wrapWithoutInspection(command).name(name).addOption(help());
    spec.usageMessage()
        .description(withBlankLine(description))
        .sortOptions(false)
        .abbreviateSynopsis(true);
    return spec;
  }

  static OptionSpec help() {
    return OptionSpec.builder("-h", "--help")
        .usageHelp(true)
        .description("Shows this text.")
        .build();
  }

  /** Options of the root, taken by every command below it as well. */
  static void addLogging(CommandSpec root) {
    root.addOption(
        oneOf(LOG_LEVEL, LogLevel.class, "LEVEL")
            .scopeType(ScopeType.INHERIT)
            .description("How much is logged: error, warn, info (default), debug or trace.")
            .build());
    root.addOption(
        oneOf(LOG_FORMAT, LogFormat.class, "FORMAT")
            .scopeType(ScopeType.INHERIT)
            .description("How log lines on standard error are written: logfmt (default) or json.")
            .build());
  }

  /** Sets the log up; only commands that run something need it. */
  static void applyLogging(ParseResult asked) {
    Logging.configure(
        logLevel(asked).orElse(LogLevel.INFO), logFormat(asked).orElse(LogFormat.LOGFMT));
  }

  /** The level the command line asks for. */
  static Optional<LogLevel> logLevel(ParseResult asked) {
    return value(asked, LOG_LEVEL);
  }

  /** The format the command line asks for. */
  static Optional<LogFormat> logFormat(ParseResult asked) {
    return value(asked, LOG_FORMAT);
  }

  /** Whether a stack may be shown with our own failures. */
  static boolean verbose(ParseResult asked) {
    return logLevel(asked).orElse(LogLevel.INFO).compareTo(LogLevel.DEBUG) >= 0;
  }

  /**
   * An option with a value.
   *
   * @param reading how its text is read; null: as a file's name, or as picocli reads the type
   */
  static <T> OptionSpec.Builder option(
      String name, Class<T> type, String label, @Nullable Reading<T> reading) {
    OptionSpec.Builder option = OptionSpec.builder(name).type(type).paramLabel(label);
    return reads(type, reading) ? option.converters(converter(reading)) : option;
  }

  /**
   * An option whose value is one of a few words: the constants of an enum in lower case, with
   * dashes. Any case is accepted; completion offers the words as they are documented.
   */
  static <E extends Enum<E>> OptionSpec.Builder oneOf(String name, Class<E> type, String label) {
    Map<String, E> byWord = new LinkedHashMap<>();
    for (E value : type.getEnumConstants()) {
      byWord.put(value.name().toLowerCase(Locale.ROOT).replace('_', '-'), value);
    }
    List<String> words = List.copyOf(byWord.keySet());
    return option(name, type, label, text -> oneOf(text, byWord)).completionCandidates(words);
  }

  private static <E> E oneOf(String text, Map<String, E> byWord) {
    E value = byWord.get(text.toLowerCase(Locale.ROOT));
    if (value == null) {
      throw new IllegalArgumentException(
          text + " (expected: " + String.join(", ", byWord.keySet()) + ")");
    }
    return value;
  }

  /** The one argument of a command that has one. */
  static <T> PositionalParamSpec parameter(
      Class<T> type, String label, @Nullable Reading<T> reading, String... description) {
    PositionalParamSpec.Builder parameter =
        PositionalParamSpec.builder()
            .index("0")
            .arity("1")
            .required(true)
            .type(type)
            .paramLabel(label)
            .description(description);
    return (reads(type, reading) ? parameter.converters(converter(reading)) : parameter).build();
  }

  private static boolean reads(Class<?> type, @Nullable Reading<?> reading) {
    return reading != null || type == Path.class;
  }

  private static Path path(String text) {
    try {
      return Path.of(text);
    } catch (InvalidPathException e) {
      // Its text is for those who know Java.
      throw new IllegalArgumentException(Printable.of(text) + " is no name of a file", e);
    }
  }

  private static ITypeConverter<?> converter(@Nullable Reading<?> reading) {
    return text -> {
      try {
        return reading == null ? path(text) : reading.read(text);
      } catch (IllegalArgumentException e) {
        throw new TypeConversionException(e.getMessage());
      }
    };
  }

  /** The value of {@link #parameter}. */
  static <T> T positional(ParseResult asked, Class<T> type) {
    return type.cast(asked.matchedPositional(0).getValue());
  }

  static <T> Optional<T> value(ParseResult asked, String option) {
    return Optional.ofNullable(asked.matchedOptionValue(option, null));
  }

  /** Reads a text, or says what was expected by an {@link IllegalArgumentException}. */
  @FunctionalInterface
  interface Reading<T> {
    T read(String text);
  }

  private static String[] withBlankLine(String[] lines) {
    String[] copy = Arrays.copyOf(lines, lines.length + 1);
    copy[lines.length] = "";
    return copy;
  }
}
