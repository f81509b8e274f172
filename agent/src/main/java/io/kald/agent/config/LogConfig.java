package io.kald.agent.config;

import java.util.List;
import java.util.Locale;

/** The log on standard error. */
public record LogConfig(Level level, Format format) {
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
          "The least important lines that are written. A single probe is never logged above"
              + " `debug`: the journal is for probes.");

  static final Key<Format> FORMAT =
      Key.of(
          "format",
          Types.oneOf(List.of(Format.values()), Format::word),
          "logfmt",
          "`logfmt` for people and Loki, `json` for everything that wants objects.");

  static final Keys KEYS = Keys.of("log", "The log on standard error.", LEVEL, FORMAT);

  static LogConfig read(Section in) {
    return new LogConfig(in.value(LEVEL), in.value(FORMAT));
  }
}
