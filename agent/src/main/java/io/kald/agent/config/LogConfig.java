package io.kald.agent.config;

import io.kald.schema.Key;
import io.kald.schema.Keys;
import io.kald.schema.Type;
import io.kald.schema.Types;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The log on standard error.
 *
 * @param transitions whether changes of a service's state are logged
 */
public record LogConfig(Level level, Format format, Transitions transitions) {
  /** Whether changes of state are logged. */
  public enum Transitions {
    /** A line each, or one for many at once. */
    GROUPED,
    OFF;

    /** The word used in configuration. */
    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** The least important lines that are written. */
  public enum Level {
    TRACE,
    DEBUG,
    INFO,
    WARN,
    ERROR;

    /** The word used in configuration. */
    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** How a line is written. */
  public enum Format {
    LOGFMT,
    JSON;

    /** The word used in configuration. */
    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  static final Key<Level> LEVEL =
      Key.of(
          "level",
          Types.oneOf(List.of(Level.values()), Level::word),
          "info",
          "The least important lines that are written. `debug` adds each probe that was not"
              + " answered and what followed from it, `trace` every probe, each KeepAlive, and what"
              + " libraries log. The journal has them all at any level.");

  static final Key<Format> FORMAT =
      Key.of(
          "format",
          Types.oneOf(List.of(Format.values()), Format::word),
          "logfmt",
          "`logfmt` for people and Loki, `json` for everything that wants objects.");

  static final Key<Transitions> TRANSITIONS =
      Key.of(
          "transitions",
          words(),
          "grouped",
          "Changes of a service's state, at `info`: a line each, or one for many at once. A change"
              + " that a service has made more than 5 times with less than 10 minutes between is"
              + " added up: one line a minute for all such, with their number and states. `off`:"
              + " none.");

  static final Keys KEYS = Keys.of("log", "The log on standard error.", LEVEL, FORMAT, TRANSITIONS);

  /** An editor that reads YAML 1.1 takes a plain {@code off} for {@code false}. */
  private static Type<Transitions> words() {
    Type<Transitions> plain = Types.oneOf(List.of(Transitions.values()), Transitions::word);
    return new Type<>(
        plain.placeholder(),
        plain.expected(),
        plain.reading(),
        plain.writing(),
        Map.of("enum", List.of("grouped", "off", false)));
  }

  static LogConfig read(Section in) {
    return new LogConfig(in.value(LEVEL), in.value(FORMAT), in.value(TRANSITIONS));
  }
}
