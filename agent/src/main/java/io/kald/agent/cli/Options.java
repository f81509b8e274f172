package io.kald.agent.cli;

import io.kald.agent.log.LogFormat;
import io.kald.agent.log.LogLevel;
import io.kald.agent.log.Logging;
import java.util.Arrays;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.ScopeType;

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
        OptionSpec.builder(LOG_LEVEL)
            .scopeType(ScopeType.INHERIT)
            .type(LogLevel.class)
            .paramLabel("LEVEL")
            .description("How much is logged: error, warn, info (default), debug or trace.")
            .build());
    root.addOption(
        OptionSpec.builder(LOG_FORMAT)
            .scopeType(ScopeType.INHERIT)
            .type(LogFormat.class)
            .paramLabel("FORMAT")
            .description("How log lines on standard error are written: logfmt (default) or json.")
            .build());
  }

  /** Sets the log up; only commands that run something need it. */
  static void applyLogging(ParseResult asked) {
    Logging.configure(
        asked.matchedOptionValue(LOG_LEVEL, LogLevel.INFO),
        asked.matchedOptionValue(LOG_FORMAT, LogFormat.LOGFMT));
  }

  /** Whether a stack may be shown with our own failures. */
  static boolean verbose(ParseResult asked) {
    return asked.matchedOptionValue(LOG_LEVEL, LogLevel.INFO).compareTo(LogLevel.DEBUG) >= 0;
  }

  static OptionSpec.Builder option(String name, Class<?> type, String label) {
    return OptionSpec.builder(name).type(type).paramLabel(label);
  }

  static PositionalParamSpec parameter(Class<?> type, String label, String... description) {
    return PositionalParamSpec.builder()
        .index("0")
        .arity("1")
        .required(true)
        .type(type)
        .paramLabel(label)
        .description(description)
        .build();
  }

  static <T> Optional<T> value(ParseResult asked, String option) {
    return Optional.ofNullable(asked.matchedOptionValue(option, null));
  }

  private static String[] withBlankLine(String[] lines) {
    String[] copy = Arrays.copyOf(lines, lines.length + 1);
    copy[lines.length] = "";
    return copy;
  }
}
