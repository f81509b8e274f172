package io.kald.agent.cli;

import io.kald.agent.config.Values;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.TypeConversionException;
import picocli.CommandLine.UnmatchedArgumentException;

/**
 * What was wrong with a command line, in one sentence and in the style of the configuration's
 * messages.
 */
final class UsageMessage {
  private UsageMessage() {}

  /** The sentence for a command line that picocli refused; {@code args} is the whole of it. */
  static String of(ParameterException e, String[] args) {
    List<String> unmatched = unmatched(e);
    for (String argument : unmatched) {
      if (option(argument)) {
        return unknownOption(argument, e.getCommandLine().getCommandSpec());
      }
    }
    if (e instanceof UnmatchedArgumentException && !unmatched.isEmpty()) {
      return unexpected(unmatched.get(0), e.getCommandLine().getCommandSpec());
    }
    if (e instanceof MissingParameterException missing && !missing.getMissing().isEmpty()) {
      return missing(missing.getMissing().get(0), List.of(args));
    }
    ArgSpec refused = e.getArgSpec();
    if (refused == null || !(e.getCause() instanceof TypeConversionException)) {
      return String.valueOf(e.getMessage());
    }
    return name(refused) + ": " + e.getCause().getMessage();
  }

  // A required argument that is missing is reported first by picocli, also when it is only
  // misspelled.
  private static List<String> unmatched(ParameterException e) {
    List<String> all = new ArrayList<>(e.getCommandLine().getUnmatchedArguments());
    if (e instanceof UnmatchedArgumentException unmatched) {
      all.addAll(unmatched.getUnmatched());
    }
    return all;
  }

  private static boolean option(String argument) {
    return argument.length() > 1 && argument.startsWith("-");
  }

  private static String unknownOption(String argument, CommandSpec spec) {
    int equals = argument.indexOf('=');
    String name = equals < 0 ? argument : argument.substring(0, equals);
    List<String> known = spec.options().stream().map(OptionSpec::longestName).toList();
    return "unknown option " + name + Values.didYouMean(name, known);
  }

  private static String unexpected(String argument, CommandSpec spec) {
    Map<String, CommandLine> commands = spec.subcommands();
    if (commands.isEmpty()) {
      return "unexpected argument " + argument;
    }
    if (commands.containsKey(argument)) {
      // Only a double dash makes an argument of the name of a command.
      return "%s cannot follow -- (expected: `%s %s`)"
          .formatted(argument, spec.qualifiedName(), argument);
    }
    boolean near = !Values.didYouMean(argument, commands.keySet()).isEmpty();
    if (near || spec.parent() == null) {
      return unknownCommand(argument, spec);
    }
    String first = commands.keySet().iterator().next();
    return "%s is missing: %s (as in `%s %s %s`)"
        .formatted(
            spec.usageMessage().synopsisSubcommandLabel(),
            String.join(", ", commands.keySet()),
            spec.qualifiedName(),
            first,
            argument);
  }

  /** For a word that is no command below {@code spec}. */
  static String unknownCommand(String word, CommandSpec spec) {
    String hint = Values.didYouMean(word, spec.subcommands().keySet());
    return "unknown command " + word + hint;
  }

  private static String missing(ArgSpec missing, List<String> args) {
    boolean given =
        missing instanceof OptionSpec option
            && List.of(option.names()).stream().anyMatch(args::contains);
    return given
        ? name(missing) + " needs a value: " + missing.paramLabel()
        : label(missing) + " is missing";
  }

  private static String label(ArgSpec missing) {
    return missing instanceof OptionSpec option
        ? option.longestName() + ' ' + option.paramLabel()
        : missing.paramLabel();
  }

  private static String name(ArgSpec argument) {
    return argument instanceof OptionSpec option ? option.longestName() : argument.paramLabel();
  }
}
